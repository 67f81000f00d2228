package dev.sluice.history;

import java.util.Arrays;

/** Writes and reads a chunk's truth values: 0, 1 or none (NaN), as runs or two bits each. */
final class BoolColumn {

  private static final int RUNS = 0;
  private static final int PAIRS = 1;

  private static final int NONE = 2;

  private final ByteWriter runs = new ByteWriter();

  void write(double[] values, int from, int count, ByteWriter out) {
    runs.clear();
    int length = 0;
    int state = state(values[from]);
    for (int i = 0; i < count; i++) {
      int next = state(values[from + i]);
      if (next != state) {
        runs.varint(((long) length << 2) | state);
        state = next;
        length = 0;
      }
      length++;
    }
    runs.varint(((long) length << 2) | state);
    int pairBytes = (count + 3) / 4;
    if (runs.size() <= pairBytes) {
      out.u8(RUNS);
      out.bytes(runs.array(), 0, runs.size());
      return;
    }
    out.u8(PAIRS);
    for (int i = 0; i < count; i += 4) {
      int bits = 0;
      for (int j = 0; j < Math.min(4, count - i); j++) {
        bits |= state(values[from + i + j]) << (2 * j);
      }
      out.u8(bits);
    }
  }

  private static int state(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return value != 0 ? 1 : 0;
  }

  private static double value(int state) {
    return switch (state) {
      case 0 -> 0;
      case 1 -> 1;
      case NONE -> Double.NaN;
      default -> throw new DamagedChunkException("a truth value of " + state);
    };
  }

  void read(ByteReader in, int count, double[] values) {
    int method = in.u8();
    if (method == RUNS) {
      int at = 0;
      while (at < count) {
        long run = in.varint();
        long length = run >>> 2;
        if (length == 0 || length > count - at) {
          throw new DamagedChunkException("a run of " + length);
        }
        Arrays.fill(values, at, at + (int) length, value((int) run & 3));
        at += (int) length;
      }
    } else if (method == PAIRS) {
      int bits = 0;
      for (int i = 0; i < count; i++) {
        bits = i % 4 == 0 ? in.u8() : bits >>> 2;
        values[i] = value(bits & 3);
      }
    } else {
      throw new DamagedChunkException("no way of writing truth values is " + method);
    }
  }
}
