package dev.sluice.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chunks that could not be read back: each is logged once, and waits to be marked in the store. */
final class Damage {

  private static final Logger log = LoggerFactory.getLogger(Damage.class);

  private final Set<Long> seen = ConcurrentHashMap.newKeySet();
  private final Queue<ChunkRow> unmarked = new ConcurrentLinkedQueue<>();

  /** A chunk cannot be read; safe from any thread. */
  void note(ChunkRow row, DamagedChunkException why) {
    if (seen.add(row.id())) {
      log.warn(
          "chunk {} of signal {} with {} readings cannot be read: {}; the rest is served",
          row.id(),
          row.signal(),
          row.count(),
          why.getMessage());
      unmarked.add(row);
    }
  }

  /** A rollup whose readings are gone cannot be read; safe from any thread. */
  void note(RollupTable.Row row, DamagedChunkException why) {
    if (seen.add(-row.id())) {
      log.warn(
          "a {} rollup of signal {}, for {} readings that expired, cannot be read: {}; the rest is"
              + " served",
          row.grain() == Grain.HOUR ? "1-hour" : "1-minute",
          row.signal(),
          row.readings(),
          why.getMessage());
    }
  }

  boolean isEmpty() {
    return unmarked.isEmpty();
  }

  /** The chunks to mark. */
  List<ChunkRow> unmarked() {
    return new ArrayList<>(unmarked);
  }

  /** The first so many are marked now. */
  void marked(int count) {
    for (int i = 0; i < count; i++) {
      unmarked.remove();
    }
  }

  /** Another store took the place of the one that had them. */
  void forgetAll() {
    unmarked.clear();
    seen.clear();
  }
}
