package dev.sluice.journal;

import dev.sluice.model.Note;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.time.Restamp;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One record of the journal. */
public sealed interface Entry {

  /** Its place: the seq of its first reading, or its own if it has none. */
  long seq();

  /** How many seqs it takes: one for each reading, at least one. */
  default int span() {
    return 1;
  }

  /**
   * One thing that arrived, with its readings.
   *
   * @param received when it was taken in, µs since 1970
   * @param source who sent it
   * @param packet the MQTT packet id of a QoS 1 or 2 publish, else 0
   * @param hash of topic and payload, for recognising a resend; 0 if packet is 0
   * @param readings with consecutive seqs from {@code seq} on
   * @param note what else it carries, or null
   */
  record Arrived(
      long seq,
      long received,
      String source,
      int packet,
      long hash,
      List<Reading> readings,
      @Nullable Note note)
      implements Entry {
    @Override
    public int span() {
      return Math.max(1, readings.size());
    }
  }

  /** A signal seen for the first time, or described anew. */
  record Defined(long seq, Signal signal) implements Entry {}

  /** A signal removed by a person, with its history. */
  record Removed(long seq, int signal) implements Entry {}

  /**
   * The ledger's counters. They include every entry below {@code upTo}; the later ones are counted
   * from the journal.
   *
   * @param losses by cause word
   * @param times the greatest times that the gateway made itself, µs since 1970, one for each track
   *     in use: so that it never gives a signal the same time twice
   */
  record Tally(
      long seq,
      long upTo,
      long received,
      long journalled,
      long duplicates,
      Map<String, LossCount> losses,
      List<Long> times)
      implements Entry {}

  /**
   * A start of the gateway.
   *
   * @param boot a random id of this start
   * @param time wall time at the start, µs since 1970
   * @param trusted whether the clock could be trusted then
   */
  record Booted(long seq, String boot, long time, boolean trusted) implements Entry {}

  /**
   * How the wall clock stands: at a start, when it was set, when trust in it begins or ends, and
   * now and then.
   *
   * @param system the id of the start of the system that {@code nanos} counts from, or empty
   * @param time wall time, µs since 1970
   * @param nanos monotonic time at the same moment
   * @param step how much later the wall clock was set since the record before, µs; earlier if
   *     negative
   * @param trusted whether it can be trusted
   * @param kept whether a time server has kept it, in this start of the system
   * @param from the first seq of the readings that {@code spans} are about
   * @param spans the times given without trust since then. If it is trusted now, readings with
   *     those times and a doubted quality are corrected by them
   */
  record Clock(
      long seq,
      String system,
      long time,
      long nanos,
      long step,
      boolean trusted,
      boolean kept,
      long from,
      List<Restamp.Span> spans)
      implements Entry {

    /** What it says of readings before it; null if nothing. */
    public @Nullable Restamp restamp() {
      return trusted && !spans.isEmpty() ? new Restamp(from, seq, spans) : null;
    }

    /** Wall time less monotonic time, µs. */
    public long offset() {
      return time - nanos / 1_000;
    }
  }

  /**
   * How often a cause struck.
   *
   * @param since when first, µs since 1970
   */
  record LossCount(long count, long since) {}
}
