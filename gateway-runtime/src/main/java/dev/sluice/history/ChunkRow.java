package dev.sluice.history;

import java.util.zip.CRC32C;

/**
 * What the store knows of a chunk without opening it. FORMAT.md describes the table.
 *
 * @param signal whose readings they are
 * @param t0 the first time, µs
 * @param id the id of its body
 * @param t1 the last time, µs; less than a day after {@code t0}
 * @param count how many readings
 * @param usable how many of them have a value and are not bad
 * @param seqLo the first seq of the readings it was sealed with
 * @param seqHi the last one: no later chunk of the signal has it
 * @param zone see the constants
 * @param min of the usable numbers, NaN if none
 * @param max of the usable numbers, NaN if none
 * @param sum of the usable numbers, 0 if none
 * @param lastTime the time of the last usable reading, {@link Long#MIN_VALUE} if none
 * @param last its number, NaN if none
 * @param bodyCrc the CRC-32C that ends the body
 */
record ChunkRow(
    int signal,
    long t0,
    long id,
    long t1,
    int count,
    int usable,
    long seqLo,
    long seqHi,
    int zone,
    double min,
    double max,
    double sum,
    long lastTime,
    double last,
    int bodyCrc) {

  /** Later than everything sealed before. */
  static final int ON_TIME = 0;

  /** Came when later readings were sealed already; its span may overlap other chunks'. */
  static final int LATE = 1;

  /** From the future as the trusted clock knew it. */
  static final int AHEAD = 2;

  /** Could not be read back. */
  static final int DAMAGED = 9;

  /** No chunk spans this much or more, µs. */
  static final long MAX_SPAN = 86_400_000_000L;

  /** The same chunk without the sign of zero, which the store does not keep. */
  ChunkRow {
    min += 0.0;
    max += 0.0;
    sum += 0.0;
    last += 0.0;
  }

  /** The CRC-32C over all that the row says. */
  int crc() {
    ByteWriter bytes = new ByteWriter();
    bytes.i64(signal);
    bytes.i64(t0);
    bytes.i64(id);
    bytes.i64(t1);
    bytes.i64(count);
    bytes.i64(usable);
    bytes.i64(seqLo);
    bytes.i64(seqHi);
    bytes.i64(zone);
    bytes.i64(Double.doubleToLongBits(min));
    bytes.i64(Double.doubleToLongBits(max));
    bytes.i64(Double.doubleToLongBits(sum));
    bytes.i64(lastTime);
    bytes.i64(Double.doubleToLongBits(last));
    bytes.i64(bodyCrc);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, bytes.size());
    return (int) crc.getValue();
  }

  /** Sums up rows [from, to), which are in the order of time. */
  static ChunkRow of(
      int signal, long id, int zone, Columns rows, int from, int to, Span seqs, int bodyCrc) {
    int usable = 0;
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = 0;
    long lastTime = Long.MIN_VALUE;
    double last = Double.NaN;
    for (int row = from; row < to; row++) {
      if (rows.usable(row)) {
        double value = rows.value(row);
        min = usable == 0 ? value : Math.min(min, value);
        max = usable == 0 ? value : Math.max(max, value);
        sum += value;
        lastTime = rows.time(row);
        last = value;
        usable++;
      }
    }
    return new ChunkRow(
        signal,
        rows.time(from),
        id,
        rows.time(to - 1),
        to - from,
        usable,
        seqs.first(),
        seqs.last(),
        zone,
        min,
        max,
        sum,
        lastTime,
        last,
        bodyCrc);
  }

  /** The seqs of the readings that were sealed together, both included. */
  record Span(long first, long last) {}
}
