package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what may have been journalled under some seqs, page by page: signal by signal, each in the
 * order of time. Chunks know the seqs they were sealed with, but not that of each reading, so a
 * page may have readings that are not among the seqs in question.
 */
public final class Unsent {

  /** Chunks in one page, about. */
  private static final int CHUNKS = 4;

  /** Signals looked at for one page, at most. */
  private static final int SIGNALS = 1_024;

  /** Signals looked at together: of each its unsealed readings are held meanwhile. */
  private static final int AT_ONCE = 16;

  /** A page of so many readings takes in no further signal. */
  private static final int ENOUGH = 2_000;

  /** Nor does one of so many bytes in texts and messages. */
  private static final long ENOUGH_BYTES = 4 << 20;

  /** Rows beyond a chunk's share that are counted with it. */
  private static final int EDGE = 3;

  private final ReaderPool pool;
  private final Heads heads;
  private final Damage damage;
  private volatile List<Missing> missing = List.of();

  /**
   * Seqs that the journal could not give back at the start: no unsealed reading has one of them.
   */
  private record Missing(long from, long below) {
    boolean covers(long otherFrom, long otherBelow) {
      return from <= otherFrom && otherBelow <= below;
    }
  }

  Unsent(ReaderPool pool, Heads heads, Damage damage) {
    this.pool = pool;
    this.heads = heads;
    this.damage = damage;
  }

  /**
   * One reading.
   *
   * @param signal its index
   * @param time µs since 1970
   * @param counted true if it most likely is among the seqs in question
   */
  public record Row(
      int signal, @Nullable Value value, Quality quality, long time, boolean counted) {}

  /**
   * Some readings, and where to go on.
   *
   * @param end true if there are no more; then there is no next
   */
  public record Page(List<Row> rows, boolean end, int nextSignal, long nextTime) {}

  /** A signal, and its unsealed readings if some of them may be meant. */
  private record Candidate(Head head, Columns unsealed) {}

  /** These seqs were lost before they came here. */
  void missing(long from, long below) {
    List<Missing> more = new ArrayList<>(missing);
    more.add(new Missing(from, below));
    missing = List.copyOf(more);
  }

  /** The page that begins at a time of a signal. */
  Page page(long from, long below, int signal, long time)
      throws SQLException, InterruptedException {
    int past = Math.min(heads.size(), signal + SIGNALS);
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    for (int at = signal; at < past; at += AT_ONCE) {
      try (ReaderPool.Reader reader = pool.take()) {
        for (Candidate candidate : look(from, below, at, Math.min(past, at + AT_ONCE), reader)) {
          int index = candidate.head().signal();
          long start = index == signal ? time : Long.MIN_VALUE;
          long end = end(reader.table(), index, start, from, below);
          List<Row> more = rows(candidate, start, end, from, below, reader);
          rows.addAll(more);
          bytes += more.stream().mapToLong(Unsent::weight).sum();
          if (end != Long.MAX_VALUE) {
            reader.keep();
            return new Page(rows, false, index, end);
          }
          if (rows.size() >= ENOUGH || bytes >= ENOUGH_BYTES) {
            reader.keep();
            return new Page(rows, index + 1 >= heads.size(), index + 1, Long.MIN_VALUE);
          }
        }
        reader.keep();
      }
    }
    return new Page(rows, past >= heads.size(), past, Long.MIN_VALUE);
  }

  private static long weight(Row row) {
    return switch (row.value()) {
      case Value.Message message -> message.size();
      case Value.Text text -> 2L * text.text().length();
      case Value.Num _, Value.Bool _ -> 0;
      case null -> 0;
    };
  }

  /** Heads and store at one moment. */
  private List<Candidate> look(
      long from, long below, int signal, int past, ReaderPool.Reader reader) throws SQLException {
    boolean unsealed = missing.stream().noneMatch(range -> range.covers(from, below));
    List<Candidate> candidates = new ArrayList<>();
    heads.looking().lock();
    try {
      reader.begin();
      for (int i = signal; i < past; i++) {
        Head head = heads.alive(i);
        if (head != null) {
          boolean meant = unsealed && head.firstSeq() < below;
          candidates.add(new Candidate(head, meant ? head.glance() : new Columns(head.kind())));
        }
      }
    } finally {
      heads.looking().unlock();
    }
    return candidates;
  }

  /** Where the page that starts here ends; {@link Long#MAX_VALUE} if it is the signal's last. */
  private static long end(ChunkTable table, int signal, long start, long from, long below)
      throws SQLException {
    int[] seen = {0};
    long[] end = {Long.MAX_VALUE};
    table.sealedWith(
        signal,
        start,
        from,
        below,
        found -> {
          if (++seen[0] > CHUNKS && found.row().t0() > start) {
            end[0] = found.row().t0();
            return false;
          }
          return true;
        });
    return end[0];
  }

  private List<Row> rows(
      Candidate of, long start, long end, long from, long below, ReaderPool.Reader reader)
      throws SQLException {
    Kind kind = of.head().kind();
    int signal = of.head().signal();
    List<Row> rows = new ArrayList<>();
    Columns opened = of.unsealed().emptyLike();
    reader
        .table()
        .sealedWith(
            signal,
            start,
            from,
            below,
            found -> {
              if (found.row().t0() >= end) {
                return false;
              }
              if (Window.open(reader.opener(), found, kind, opened, damage)) {
                add(signal, kind, opened, found.row(), start, end, from, below, rows);
              }
              return true;
            });
    Columns head = of.unsealed();
    for (int i = head.firstAtOrAfter(start); i < head.size() && head.time(i) < end; i++) {
      rows.add(row(signal, kind, head, i, true));
    }
    rows.sort(Comparator.comparingLong(Row::time));
    return rows;
  }

  /**
   * Adds a chunk's rows. If it was sealed with other seqs as well, those of its end or its
   * beginning are taken to be meant, as many as are its share and a few more: within a chunk, time
   * follows seq but for late readings and for seqs that are no readings. One too few would be
   * called lost although it was sent; too many hide nothing, since a chunk is lost whole or not at
   * all, and no more are counted than are in question.
   */
  private static void add(
      int signal,
      Kind kind,
      Columns opened,
      ChunkRow chunk,
      long start,
      long end,
      long from,
      long below,
      List<Row> rows) {
    double seqs = chunk.seqHi() - chunk.seqLo() + 1;
    long before = Math.max(0, from - chunk.seqLo());
    long behind = Math.max(0, chunk.seqHi() + 1 - below);
    long first = (long) Math.floor(opened.size() * (before / seqs)) - EDGE;
    long last = opened.size() - (long) Math.floor(opened.size() * (behind / seqs)) + EDGE;
    for (int i = opened.firstAtOrAfter(start); i < opened.size() && opened.time(i) < end; i++) {
      rows.add(row(signal, kind, opened, i, i >= first && i < last));
    }
  }

  private static Row row(int signal, Kind kind, Columns rows, int i, boolean counted) {
    return new Row(
        signal, rows.value(i, kind), Words.quality(rows.quality(i)), rows.time(i), counted);
  }
}
