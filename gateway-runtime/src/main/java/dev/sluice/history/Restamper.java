package dev.sluice.history;

import dev.sluice.time.Restamp;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves readings that are in the store already to the times that they should have been given.
 *
 * <p>A moved reading is in doubt no more, so what was done is not done again, however often this is
 * begun. No reading is replaced by one that is moved: where the time is taken, it goes to the next
 * microsecond. Sealing thread only.
 */
final class Restamper {

  private static final Logger log = LoggerFactory.getLogger(Restamper.class);

  private final Store store;
  private final Heads heads;
  private final Damage damage;
  private final ChunkMaker maker;

  Restamper(Store store, Heads heads, Damage damage) {
    this.store = store;
    this.heads = heads;
    this.damage = damage;
    this.maker = new ChunkMaker(store.opener().codec());
  }

  /** A chunk's readings, apart. */
  private record Split(ChunkRow row, Columns rest, Columns moved) {}

  /** Corrects all signals. */
  void run(Restamp restamp) throws SQLException {
    boolean before = store.restampedBelow() >= restamp.below();
    long moved = 0;
    for (Head head : heads.all()) {
      // Once done, only what was sealed since this start can have come behind it.
      boolean may = before ? head.sealedHere() : head.mark().sealedSeq() >= restamp.from();
      if (may && !head.isForgotten()) {
        moved += run(head, restamp);
      }
    }
    if (!before) {
      store.begin();
      try {
        store.putRestampedBelow(restamp.below());
        store.commit();
      } catch (SQLException | RuntimeException e) {
        store.rollback();
        throw e;
      }
    }
    if (moved > 0) {
      log.info("{} readings in history have got their right times", moved);
    }
  }

  private long run(Head head, Restamp restamp) throws SQLException {
    List<ChunkTable.Found> found = new ArrayList<>();
    store
        .opener()
        .table()
        .sealedWith(
            head.signal(),
            Long.MIN_VALUE,
            restamp.from(),
            restamp.below(),
            chunk -> {
              found.add(chunk);
              return true;
            });
    long moved = 0;
    for (int from = 0; from < found.size(); from += Sealer.BATCH) {
      List<ChunkTable.Found> some =
          found.subList(from, Math.min(found.size(), from + Sealer.BATCH));
      moved += move(head, some, restamp);
    }
    if (moved > 0) {
      remark(head);
    }
    return moved;
  }

  private long move(Head head, List<ChunkTable.Found> chunks, Restamp restamp) throws SQLException {
    long moved = 0;
    store.begin();
    try {
      for (ChunkTable.Found chunk : chunks) {
        Columns rows = new Columns(head.kind());
        if (Window.open(store.opener(), chunk, head.kind(), rows, damage)) {
          Split split = split(chunk.row(), rows, restamp);
          if (split.moved().size() > 0) {
            write(head, split, restamp);
            moved += split.moved().size();
          }
        }
      }
      store.commit();
    } catch (SQLException | RuntimeException e) {
      store.rollback();
      throw e;
    }
    return moved;
  }

  private static Split split(ChunkRow row, Columns rows, Restamp restamp) {
    Columns rest = rows.emptyLike();
    Columns doubted = rows.emptyLike();
    for (int i = 0; i < rows.size(); i++) {
      (rows.isMeant(i, restamp) ? doubted : rest).add(rows, i);
    }
    return new Split(row, rest, doubted.restamped(restamp, 0));
  }

  private void write(Head head, Split split, Restamp restamp) throws SQLException {
    ChunkRow row = split.row();
    ChunkRow.Span seqs = new ChunkRow.Span(row.seqLo(), row.seqHi());
    Columns moved = TimeOrder.apart(split.moved(), taken(head, split, restamp));
    store.delete(row);
    if (split.rest().size() > 0) {
      put(head, row.zone(), split.rest(), 0, split.rest().size(), seqs);
    }
    // They may lie anywhere, as late ones do.
    for (Parts.Part part : Parts.of(moved, Long.MAX_VALUE, Long.MAX_VALUE)) {
      put(head, ChunkRow.LATE, moved, part.from(), part.to(), seqs);
    }
  }

  private void put(Head head, int zone, Columns rows, int from, int to, ChunkRow.Span seqs)
      throws SQLException {
    ChunkMaker.NewChunk chunk =
        maker.make(head.signal(), head.kind(), store.newId(), zone, rows, from, to, seqs);
    store.put(chunk);
  }

  /** Readings of other chunks, and the rest of this one, among which the moved ones come to lie. */
  private List<Columns> taken(Head head, Split split, Restamp restamp) throws SQLException {
    List<Columns> taken = new ArrayList<>();
    taken.add(split.rest());
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < split.moved().size(); i++) {
      first = Math.min(first, split.moved().time(i));
      last = Math.max(last, split.moved().time(i));
    }
    store
        .opener()
        .table()
        .within(
            head.signal(),
            first,
            last + 1,
            found -> {
              Columns rows = new Columns(head.kind());
              if (found.row().id() != split.row().id()
                  && Window.open(store.opener(), found, head.kind(), rows, damage)) {
                // Those that will be moved themselves make room.
                taken.add(split(found.row(), rows, restamp).rest());
              }
              return true;
            });
    return taken;
  }

  /** Where the signal's chunks end now. */
  private void remark(Head head) throws SQLException {
    long[] ends = {Long.MIN_VALUE, Long.MIN_VALUE};
    store
        .opener()
        .table()
        .within(
            head.signal(),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            found -> {
              ChunkRow row = found.row();
              if (row.zone() == ChunkRow.ON_TIME) {
                ends[0] = Math.max(ends[0], row.t1());
              }
              ends[1] = Math.max(ends[1], row.t1());
              return true;
            });
    Mark before = head.mark();
    Mark mark = new Mark(before.sealedSeq(), ends[0], ends[1], before.newest());
    store.begin();
    try {
      store.put(head.signal(), mark);
      store.commit();
    } catch (SQLException | RuntimeException e) {
      store.rollback();
      throw e;
    }
    head.extend(mark);
  }
}
