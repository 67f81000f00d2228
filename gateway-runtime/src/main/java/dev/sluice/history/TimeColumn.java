package dev.sluice.history;

import java.util.Arrays;

/**
 * Writes and reads a chunk's times: as deviations from the straight line that fits them best, or
 * from the usual step, whichever is shorter. All arithmetic wraps, so every pattern is exact.
 */
final class TimeColumn {

  private static final int MILLIS = 1;
  private static final int STEPS = 2;

  private static final int SAMPLES = 63;

  private final ByteWriter line = new ByteWriter();
  private final ByteWriter steps = new ByteWriter();
  private final ByteWriter packedLine = new ByteWriter();
  private final ByteWriter packedSteps = new ByteWriter();
  private final long[] samples = new long[SAMPLES];
  private long[] units = new long[0];

  void write(long[] times, int from, int count, Packer packer, ByteWriter out) {
    boolean millis = toUnits(times, from, count);
    writeSteps(count);
    writeLine(count);
    packedLine.clear();
    packedSteps.clear();
    // Squeezing costs most of the time: do not try what starts out far longer.
    boolean tryLine = count > 2 && line.size() <= 2 * steps.size() + 32;
    boolean trySteps = !tryLine || steps.size() <= 2 * line.size() + 32;
    if (tryLine) {
      packer.pack(line, Packer.Effort.HUFFMAN, packedLine);
    }
    if (trySteps) {
      packer.pack(steps, Packer.Effort.HUFFMAN, packedSteps);
    }
    boolean useSteps = trySteps && (!tryLine || packedSteps.size() <= packedLine.size());
    ByteWriter best = useSteps ? packedSteps : packedLine;
    out.u8((millis ? MILLIS : 0) | (useSteps ? STEPS : 0));
    out.zigzag(units[0]);
    out.zigzag(useSteps ? usualStep : slope);
    if (!useSteps) {
      out.zigzag(offset);
    }
    out.bytes(best.array(), 0, best.size());
  }

  /** Whole milliseconds if all times are, else microseconds. */
  private boolean toUnits(long[] times, int from, int count) {
    if (units.length < count) {
      units = new long[count];
    }
    boolean millis = true;
    for (int i = 0; i < count && millis; i++) {
      millis = times[from + i] % 1000 == 0;
    }
    for (int i = 0; i < count; i++) {
      units[i] = millis ? times[from + i] / 1000 : times[from + i];
    }
    return millis;
  }

  private long usualStep;

  private void writeSteps(int count) {
    usualStep = usualStep(count);
    steps.clear();
    boolean exact = true;
    for (int i = 1; i < count; i++) {
      long residual = units[i] - units[i - 1] - usualStep;
      exact &= residual == 0;
      steps.zigzag(residual);
    }
    if (exact) {
      steps.clear();
    }
  }

  /** The median of some steps spread over the chunk. */
  private long usualStep(int count) {
    int taken = Math.min(SAMPLES, count - 1);
    for (int i = 0; i < taken; i++) {
      int at = 1 + (int) ((long) i * (count - 1) / taken);
      samples[i] = units[at] - units[at - 1];
    }
    Arrays.sort(samples, 0, taken);
    return taken == 0 ? 0 : samples[taken / 2];
  }

  private long slope;
  private long offset;

  private void writeLine(int count) {
    line.clear();
    fit(count);
    boolean exact = true;
    for (int i = 0; i < count; i++) {
      long residual = units[i] - onLine(units[0], i);
      exact &= residual == 0;
      line.zigzag(residual);
    }
    if (exact) {
      line.clear();
    }
  }

  /** Least squares; the slope has 16 binary digits after the point. */
  private void fit(int count) {
    double middle = (count - 1) / 2.0;
    double sum = 0;
    double weighted = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double y = units[i] - units[0];
      sum += y;
      weighted += (i - middle) * y;
      squares += (i - middle) * (i - middle);
    }
    double perStep = squares == 0 ? 0 : weighted / squares;
    slope = Math.round(perStep * 65536);
    offset = Math.round(sum / count - perStep * middle);
  }

  private long onLine(long first, int i) {
    return first + offset + ((i * slope) >> 16);
  }

  void read(ByteReader in, int count, Packer packer, ByteReader block, long[] times) {
    int flags = in.u8();
    long first = in.zigzag();
    boolean useSteps = (flags & STEPS) != 0;
    long unit = (flags & MILLIS) != 0 ? 1000 : 1;
    if (useSteps) {
      usualStep = in.zigzag();
    } else {
      slope = in.zigzag();
      offset = in.zigzag();
    }
    packer.unpack(in, line);
    block.over(line.array(), 0, line.size());
    boolean exact = line.size() == 0;
    if (useSteps) {
      long at = first;
      times[0] = at * unit;
      for (int i = 1; i < count; i++) {
        at += usualStep + (exact ? 0 : block.zigzag());
        times[i] = at * unit;
      }
    } else {
      for (int i = 0; i < count; i++) {
        times[i] = (onLine(first, i) + (exact ? 0 : block.zigzag())) * unit;
      }
    }
    if (block.remaining() != 0) {
      throw new DamagedChunkException("the times are longer than they should be");
    }
  }
}
