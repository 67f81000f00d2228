package dev.sluice.history;

import java.util.Arrays;

/**
 * Writes and reads a chunk's numbers, every bit of them: as steps between whole numbers of tenths,
 * hundredths … where that is exact, else as the bytes of the doubles sorted by their place.
 */
final class NumberColumn {

  private static final int CONSTANT = 0;
  private static final int SCALED = 1;
  private static final int PLANES = 2;

  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  private static final double EXACT = 1L << 53;

  private final ByteWriter raw = new ByteWriter();
  private final ByteWriter odd = new ByteWriter();
  private final ByteWriter scaled = new ByteWriter();
  private final ByteWriter planes = new ByteWriter();

  void write(double[] values, int from, int count, Packer packer, ByteWriter out) {
    if (allEqual(values, from, count)) {
      out.u8(CONSTANT);
      out.i64(Double.doubleToRawLongBits(values[from]));
      return;
    }
    boolean scales = writeScaled(values, from, count, packer);
    // Bytes of doubles are never shorter than what is below two bytes a number already.
    if (scales && scaled.size() <= 2 * count) {
      out.bytes(scaled.array(), 0, scaled.size());
      return;
    }
    writePlanes(values, from, count, packer);
    ByteWriter best = scales && scaled.size() <= planes.size() ? scaled : planes;
    out.bytes(best.array(), 0, best.size());
  }

  private static boolean allEqual(double[] values, int from, int count) {
    long first = Double.doubleToRawLongBits(values[from]);
    for (int i = 1; i < count; i++) {
      if (Double.doubleToRawLongBits(values[from + i]) != first) {
        return false;
      }
    }
    return true;
  }

  /** False if too many numbers cannot be written as a whole number of some 10^-k. */
  private boolean writeScaled(double[] values, int from, int count, Packer packer) {
    int digits = digits(values, from, count);
    double power = POWERS[digits];
    raw.clear();
    odd.clear();
    long previous = 0;
    int runs = 0;
    int runStart = -1;
    int runEnd = 0;
    long runBits = 0;
    int oddEnd = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      double whole = Math.rint(value * power);
      if (fits(value, whole, power)) {
        raw.zigzag((long) whole - previous);
        previous = (long) whole;
        continue;
      }
      // A number that does not fit (NaN, -0.0, an outlier) stands beside the column, in runs.
      long bits = Double.doubleToRawLongBits(value);
      raw.zigzag(0);
      if (runStart >= 0 && runEnd == i && runBits == bits) {
        runEnd++;
        continue;
      }
      if (runStart >= 0) {
        oddRun(runStart - oddEnd, runEnd - runStart, runBits);
        oddEnd = runEnd;
      }
      if (++runs > 4 + count / 16) {
        return false;
      }
      runStart = i;
      runEnd = i + 1;
      runBits = bits;
    }
    if (runStart >= 0) {
      oddRun(runStart - oddEnd, runEnd - runStart, runBits);
    }
    scaled.clear();
    scaled.u8(SCALED);
    scaled.u8(digits);
    packer.pack(raw, Packer.Effort.FULL, scaled);
    scaled.varint(runs);
    packer.pack(odd, Packer.Effort.FULL, scaled);
    return true;
  }

  private void oddRun(int gap, int length, long bits) {
    odd.varint(gap);
    odd.varint(length);
    odd.i64(bits);
  }

  private static boolean fits(double value, double whole, double power) {
    return Math.abs(whole) <= EXACT
        && Double.doubleToRawLongBits((long) whole / power) == Double.doubleToRawLongBits(value);
  }

  /** The digits after the point that most numbers need. */
  private static int digits(double[] values, int from, int count) {
    int digits = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      int needed = digits;
      while (needed < POWERS.length
          && !fits(value, Math.rint(value * POWERS[needed]), POWERS[needed])) {
        needed++;
      }
      if (needed < POWERS.length) {
        digits = needed;
      }
    }
    return digits;
  }

  private void writePlanes(double[] values, int from, int count, Packer packer) {
    raw.clear();
    raw.reserve(8 * count);
    byte[] bytes = raw.array();
    for (int i = 0; i < count; i++) {
      long bits = Double.doubleToRawLongBits(values[from + i]);
      for (int plane = 0; plane < 8; plane++) {
        bytes[plane * count + i] = (byte) (bits >>> (56 - 8 * plane));
      }
    }
    raw.advance(8 * count);
    planes.clear();
    planes.u8(PLANES);
    packer.pack(raw, Packer.Effort.FULL, planes);
  }

  void read(ByteReader in, int count, Packer packer, ByteReader block, double[] values) {
    int method = in.u8();
    switch (method) {
      case CONSTANT -> {
        double value = Double.longBitsToDouble(in.i64());
        Arrays.fill(values, 0, count, value);
      }
      case SCALED -> readScaled(in, count, packer, block, values);
      case PLANES -> readPlanes(in, count, packer, values);
      default -> throw new DamagedChunkException("no way of writing numbers is " + method);
    }
  }

  private void readScaled(
      ByteReader in, int count, Packer packer, ByteReader block, double[] values) {
    int digits = in.u8();
    if (digits >= POWERS.length) {
      throw new DamagedChunkException("numbers with " + digits + " digits");
    }
    double power = POWERS[digits];
    packer.unpack(in, raw);
    block.over(raw.array(), 0, raw.size());
    long whole = 0;
    for (int i = 0; i < count; i++) {
      whole += block.zigzag();
      values[i] = whole / power;
    }
    int runs = in.count(count);
    packer.unpack(in, odd);
    block.over(odd.array(), 0, odd.size());
    int at = 0;
    for (int run = 0; run < runs; run++) {
      at += block.count(count - at);
      int length = block.count(count - at);
      double value = Double.longBitsToDouble(block.i64());
      Arrays.fill(values, at, at + length, value);
      at += length;
    }
  }

  private void readPlanes(ByteReader in, int count, Packer packer, double[] values) {
    packer.unpack(in, raw);
    if (raw.size() != 8 * count) {
      throw new DamagedChunkException("numbers of the wrong length");
    }
    byte[] bytes = raw.array();
    for (int i = 0; i < count; i++) {
      long bits = 0;
      for (int plane = 0; plane < 8; plane++) {
        bits = bits << 8 | (bytes[plane * count + i] & 0xFF);
      }
      values[i] = Double.longBitsToDouble(bits);
    }
  }
}
