package dev.sluice.history;

import java.util.Arrays;

/** Writes and reads a chunk's quality codes as runs; nothing at all when every reading is good. */
final class QualityRuns {

  private static final int ALL_GOOD = 0;
  private static final int RUNS = 1;

  private final ByteWriter runs = new ByteWriter();

  void write(byte[] quality, int from, int count, Packer packer, ByteWriter out) {
    runs.clear();
    boolean good = true;
    int start = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || quality[from + i] != quality[from + start]) {
        runs.varint(i - start);
        runs.u8(quality[from + start]);
        good &= quality[from + start] == 0;
        start = i;
      }
    }
    out.u8(good ? ALL_GOOD : RUNS);
    if (!good) {
      packer.pack(runs, Packer.Effort.FULL, out);
    }
  }

  void read(ByteReader in, int count, Packer packer, ByteReader block, byte[] quality) {
    int method = in.u8();
    if (method == ALL_GOOD) {
      Arrays.fill(quality, 0, count, (byte) 0);
      return;
    }
    if (method != RUNS) {
      throw new DamagedChunkException("no way of writing quality is " + method);
    }
    packer.unpack(in, runs);
    block.over(runs.array(), 0, runs.size());
    int at = 0;
    while (at < count) {
      int length = block.count(count - at);
      if (length == 0) {
        throw new DamagedChunkException("an empty run");
      }
      Arrays.fill(quality, at, at + length, (byte) block.u8());
      at += length;
    }
  }
}
