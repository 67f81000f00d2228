package dev.sluice.history;

import dev.sluice.time.WallClock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out what storing a head changes, without changing anything yet. */
final class SealPlan {

  /**
   * What one head becomes, to be stored in one transaction.
   *
   * @param fresh chunks to put in
   * @param outdated chunks to take out: they held times that were written again
   */
  record Sealing(
      Head head,
      Head.Frozen frozen,
      List<ChunkMaker.NewChunk> fresh,
      List<ChunkRow> outdated,
      Mark mark) {

    /** How the counts change. */
    Tally change() {
      long kept = 0;
      for (ChunkMaker.NewChunk chunk : fresh) {
        kept += chunk.row().count();
      }
      for (ChunkRow row : outdated) {
        kept -= row.count();
      }
      return Tally.sealed(kept, frozen.rows().size() - kept);
    }
  }

  private final Store store;
  private final ChunkMaker maker;
  private final WallClock clock;
  private final Damage damage;

  /**
   * Plans for one store.
   *
   * @param damage told of chunks that cannot be read back
   */
  SealPlan(Store store, WallClock clock, Damage damage) {
    this.store = store;
    this.maker = new ChunkMaker(store.opener().codec());
    this.clock = clock;
    this.damage = damage;
  }

  /** Freezes the head and plans; null if it is empty. */
  @Nullable Sealing of(Head head) throws SQLException {
    Head.Frozen frozen = head.freeze();
    if (frozen == null) {
      return null;
    }
    Columns rows = TimeOrder.sorted(frozen.rows());
    List<ChunkMaker.NewChunk> fresh = new ArrayList<>(1);
    List<ChunkRow> outdated = new ArrayList<>(0);
    if (rows.time(0) <= head.reach()) {
      replaceOlder(head, rows, fresh, outdated);
    }
    ChunkRow.Span seqs = new ChunkRow.Span(frozen.firstSeq(), frozen.lastSeq());
    long end = head.end();
    for (Parts.Part part : Parts.of(rows, end, ahead())) {
      fresh.add(
          maker.make(
              head.signal(),
              head.kind(),
              store.newId(),
              part.zone(),
              rows,
              part.from(),
              part.to(),
              seqs));
      if (part.zone() == ChunkRow.ON_TIME) {
        end = Math.max(end, rows.time(part.to() - 1));
      }
    }
    long reach = Math.max(head.reach(), rows.time(rows.size() - 1));
    Mark mark = new Mark(frozen.lastSeq(), end, reach, frozen.newest());
    return new Sealing(head, frozen, fresh, outdated, mark);
  }

  private long ahead() {
    return clock.trusted() ? clock.micros() + Head.AHEAD : Long.MAX_VALUE;
  }

  /** Takes times that are written again out of older chunks: no two chunks have the same time. */
  private void replaceOlder(
      Head head, Columns rows, List<ChunkMaker.NewChunk> fresh, List<ChunkRow> outdated)
      throws SQLException {
    long last = rows.time(rows.size() - 1);
    long to = last == Long.MAX_VALUE ? last : last + 1;
    Columns older = rows.emptyLike();
    store
        .opener()
        .table()
        .within(
            head.signal(),
            rows.time(0),
            to,
            found -> {
              if (Window.touches(rows, found.row())
                  && Window.open(store.opener(), found, head.kind(), older, damage)) {
                replaceIn(found.row(), older, head, rows, fresh, outdated);
              }
              return true;
            });
  }

  private void replaceIn(
      ChunkRow row,
      Columns older,
      Head head,
      Columns rows,
      List<ChunkMaker.NewChunk> fresh,
      List<ChunkRow> outdated) {
    Columns rest = without(older, rows);
    if (rest.size() == older.size()) {
      return;
    }
    outdated.add(row);
    if (rest.size() > 0) {
      ChunkRow.Span seqs = new ChunkRow.Span(row.seqLo(), row.seqHi());
      fresh.add(
          maker.make(
              head.signal(), head.kind(), store.newId(), row.zone(), rest, 0, rest.size(), seqs));
    }
  }

  private static Columns without(Columns older, Columns rows) {
    Columns rest = older.emptyLike();
    for (int i = 0; i < older.size(); i++) {
      if (!rows.hasTime(older.time(i))) {
        rest.add(older, i);
      }
    }
    return rest;
  }
}
