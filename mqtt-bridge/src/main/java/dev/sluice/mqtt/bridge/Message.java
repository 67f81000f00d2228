package dev.sluice.mqtt.bridge;

import dev.sluice.model.PublishProperties;
import dev.sluice.model.Value;
import dev.sluice.uplink.Lane;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One publish, and the places of its readings in the batch. */
final class Message {

  /** Headers of a packet, at most: type, length, length of topic, packet id, properties, alias. */
  private static final int HEADERS = 1 + 4 + 2 + 2 + 4 + 3;

  private final String topic;
  private final byte[] topicBytes;
  private final byte[] payload;
  private final long seq;
  private final Lane lane;
  private boolean notKept;
  private final List<Integer> positions;
  private final Value.@Nullable Message raw;
  private final long came;

  /**
   * A publish.
   *
   * @param seq of the last reading in it; -1 if that is not known
   * @param positions of its readings in the batch, at least one
   */
  Message(String topic, byte[] payload, long seq, Lane lane, List<Integer> positions) {
    this(topic, payload, seq, lane, positions, null, 0);
  }

  /**
   * A publish.
   *
   * @param raw the message that it passes on; null if it is made of readings
   * @param came when that one came to this gateway, µs since 1970
   */
  Message(
      String topic,
      byte[] payload,
      long seq,
      Lane lane,
      List<Integer> positions,
      Value.@Nullable Message raw,
      long came) {
    this.raw = raw;
    this.came = came;
    this.topic = topic;
    this.topicBytes = topic.getBytes(StandardCharsets.UTF_8);
    this.payload = payload;
    this.seq = seq;
    this.lane = lane;
    this.positions = positions;
  }

  String topic() {
    return topic;
  }

  /** The topic as it stands in a packet; not to be changed. */
  byte[] topicBytes() {
    return topicBytes;
  }

  /** The bytes themselves, not to be changed. */
  byte[] payload() {
    return payload;
  }

  long seq() {
    return seq;
  }

  Lane lane() {
    return lane;
  }

  List<Integer> positions() {
    return positions;
  }

  /** Whether the broker is to keep it. */
  boolean retain(boolean readings) {
    return !notKept && (raw == null ? readings : raw.retain());
  }

  /** The broker must not keep it, or cannot, as its {@link Terms} say. */
  void notKept() {
    notKept = true;
  }

  /** What its publisher said of it, or null. */
  @Nullable PublishProperties properties() {
    byte[] said = raw == null ? null : raw.properties();
    return said == null ? null : PublishProperties.decode(said);
  }

  /** When a raw message came to this gateway, µs since 1970; without meaning for another. */
  long came() {
    return came;
  }

  /** The most bytes that its packet can have, with so many of user properties. */
  long largest(int properties) {
    // The encoding takes at least what they take in a packet.
    byte[] said = raw == null ? null : raw.properties();
    int own = said == null ? 0 : said.length;
    return HEADERS + (long) topicBytes.length + payload.length + properties + own;
  }
}
