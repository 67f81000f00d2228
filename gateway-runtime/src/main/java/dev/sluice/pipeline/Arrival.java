package dev.sluice.pipeline;

import dev.sluice.model.Note;
import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that arrived: a publish, a poll, a write over HTTP. It becomes one journal record,
 * whole or not at all.
 *
 * @param source who sent it, for people: a client id, a device name, {@code http:NAME}
 * @param care whether somebody waits for its acknowledgement
 * @param simulated true if a simulator made it
 * @param samples its values, at most {@value #MAX_SAMPLES}
 * @param resend set for MQTT QoS 1 and 2: recognises a DUP of the same publish
 * @param note what else must be durable with it, or null
 * @param receipt told what became of it
 */
public record Arrival(
    String source,
    Care care,
    boolean simulated,
    List<Sample> samples,
    @Nullable Resend resend,
    @Nullable Note note,
    Receipt receipt) {

  /**
   * The most decoded samples in one arrival: a larger publish is malformed ({@code
   * too-many-leaves}). The message itself may come beside them.
   */
  public static final int MAX_SAMPLES = 1000;

  /** Whether somebody waits for the arrival's acknowledgement. */
  public enum Care {
    /** QoS 1 and 2, HTTP writes: refused rather than dropped, and committed soon. */
    ACKNOWLEDGED,
    /** QoS 0, polls: dropped and counted when there is no room, and committed when convenient. */
    OTHER
  }

  /**
   * What makes a resend recognisable.
   *
   * @param client the MQTT client id
   * @param packet the packet id, 1 to 65535
   * @param hash of topic and payload
   * @param dup the DUP flag
   */
  public record Resend(String client, int packet, long hash, boolean dup) {}

  public Arrival {
    if (samples.size() > MAX_SAMPLES + 1) {
      throw new IllegalArgumentException(
          "at most " + MAX_SAMPLES + " samples, these are " + samples.size());
    }
  }

  /** About how many bytes it holds in memory: what {@link Intake} bounds. */
  public int weight() {
    int weight = 160 + 120 * samples.size();
    for (int i = 0; i < samples.size(); i++) {
      Value value = samples.get(i).value();
      if (value instanceof Value.Text text) {
        weight += text.text().length();
      } else if (value instanceof Value.Message message) {
        weight += 2 * message.topic().length() + message.size();
      }
    }
    return note == null ? weight : weight + note.weight();
  }

  /** What counts in the ledger: its samples, and one more for what of it is malformed. */
  public int readings() {
    return samples.size() + (note instanceof Note.Malformed ? 1 : 0);
  }
}
