package dev.sluice.history;

import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries from chunks and heads.
 *
 * <p>Both are looked at in one moment, so a reading is seen exactly once.
 */
final class Lookup {

  /** The most cells (times × signals) of an answer: about 50 MB at the worst. */
  static final int MOST_CELLS = 2_000_000;

  /** The most readings of a raw answer. */
  static final int MOST_RAW = 1_000_000;

  private static final long MOST_TEXT = 16 << 20;

  /** A signal and what its head showed. */
  record Seen(Signal signal, Columns head) {}

  /** Looks at heads and store in one moment. */
  interface Look {
    /** Begins what the reader reads; gives those of the signals that are known. */
    List<Seen> at(List<SignalId> signals, ReaderPool.Reader reader) throws SQLException;
  }

  private final ReaderPool pool;
  private final Look look;
  private final Damage damage;

  Lookup(ReaderPool pool, Look look, Damage damage) {
    this.pool = pool;
    this.look = look;
    this.damage = damage;
  }

  Answer answer(Query query) throws SQLException, InterruptedException {
    try (ReaderPool.Reader reader = pool.take()) {
      List<Seen> all = look.at(query.signals(), reader);
      Range range = range(query, all, reader);
      Answer answer =
          switch (query.aggregate()) {
            case RAW -> raw(query, all, range, reader);
            case STATES -> states(query, all, range, reader);
            case MINMAX, AVG, LAST, SUM, COUNT, DELTA, RATE -> bucketed(query, all, range, reader);
          };
      reader.keep();
      return answer;
    }
  }

  /** Times [from, to). */
  private record Range(long from, long to) {}

  private static Range range(Query query, List<Seen> all, ReaderPool.Reader reader)
      throws SQLException {
    ChunkTable table = reader.table();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    boolean openStart = query.from() == Long.MIN_VALUE;
    boolean openEnd = query.to() == Long.MAX_VALUE;
    for (Seen seen : openStart || openEnd ? all : List.<Seen>of()) {
      Columns rows = seen.head();
      if (rows.size() > 0) {
        first = Math.min(first, rows.time(0));
        last = Math.max(last, rows.time(rows.size() - 1));
      }
      Long firstSealed = table.firstTime(seen.signal().index());
      Long lastSealed = table.lastTime(seen.signal().index());
      if (firstSealed != null && lastSealed != null) {
        first = Math.min(first, firstSealed);
        last = Math.max(last, lastSealed);
      }
      boolean bucketed =
          query.aggregate() != Query.Aggregate.RAW && query.aggregate() != Query.Aggregate.STATES;
      long[] gone = bucketed ? reader.rollups().span(seen.signal().index()) : null;
      if (gone != null) {
        first = Math.min(first, gone[0]);
        last = Math.max(last, gone[1]);
      }
    }
    boolean nothing = first > last;
    long from = openStart ? (nothing ? Math.min(0, query.to()) : first) : query.from();
    long to = openEnd ? (nothing ? from : last == Long.MAX_VALUE ? last : last + 1) : query.to();
    return new Range(from, Math.max(from, to));
  }

  private Answer bucketed(Query query, List<Seen> all, Range range, ReaderPool.Reader reader)
      throws SQLException {
    if (range.from() == range.to()) {
      return empty(query, all, range);
    }
    List<BucketFiller> fillers = new ArrayList<>();
    long least = 0;
    for (Seen seen : all) {
      BucketFiller filler = new BucketFiller(seen, range.from(), range.to(), reader, damage);
      fillers.add(filler);
      least = Math.max(least, filler.leastWidth());
    }
    Axis axis = Axis.covering(range.from(), range.to(), query.points(), least);
    checkCells((long) axis.buckets() * all.size());
    Map<SignalId, Answer.Series> series = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Seen seen = all.get(i);
      Signal signal = seen.signal();
      if (Increases.serves(query.aggregate())) {
        Increases increases = new Increases(axis, query.aggregate());
        new InOrder(seen, reader, damage).increases(range.from(), range.to(), increases);
        series.put(signal.id(), increases.series());
      } else {
        Buckets buckets = new Buckets(axis, query.aggregate(), signal.kind());
        fillers.get(i).fill(buckets);
        series.put(signal.id(), buckets.series());
      }
    }
    return new Answer(
        axis.start(0),
        axis.start(axis.buckets()),
        axis.width(),
        query.aggregate(),
        axis.starts(),
        series);
  }

  private static Answer empty(Query query, List<Seen> all, Range range) {
    Map<SignalId, Answer.Series> series = new LinkedHashMap<>();
    Axis none = new Axis(0, 1, 0);
    for (Seen seen : all) {
      series.put(
          seen.signal().id(),
          Increases.serves(query.aggregate())
              ? new Increases(none, query.aggregate()).series()
              : new Buckets(none, query.aggregate(), seen.signal().kind()).series());
    }
    return new Answer(range.from(), range.to(), 0, query.aggregate(), new long[0], series);
  }

  private Answer raw(Query query, List<Seen> all, Range range, ReaderPool.Reader reader)
      throws SQLException {
    List<Columns> columns = new ArrayList<>();
    long readings = 0;
    long text = 0;
    for (Seen seen : all) {
      Window window = new Window(seen, reader, damage);
      Columns rows =
          window.rows(range.from(), range.to(), (int) (MOST_RAW - readings), MOST_TEXT - text);
      readings += rows.size();
      text += Window.textOf(rows, 0);
      if (readings > MOST_RAW || text > MOST_TEXT) {
        throw tooMany();
      }
      columns.add(rows);
    }
    return readings(query, all, range, columns, (int) readings);
  }

  private Answer states(Query query, List<Seen> all, Range range, ReaderPool.Reader reader)
      throws SQLException {
    List<Columns> columns = new ArrayList<>();
    long changes = 0;
    long text = 0;
    boolean openStart = query.from() == Long.MIN_VALUE;
    for (Seen seen : all) {
      Changes found = new Changes(seen.head(), (int) (MOST_RAW - changes), MOST_TEXT - text);
      new InOrder(seen, reader, damage).changes(range.from(), range.to(), !openStart, found);
      if (found.tooMany()) {
        throw tooMany();
      }
      changes += found.rows().size();
      text += Window.textOf(found.rows(), 0);
      columns.add(found.rows());
    }
    return readings(query, all, range, columns, (int) changes);
  }

  private static IllegalArgumentException tooMany() {
    return new IllegalArgumentException(
        "the range has more than "
            + MOST_RAW
            + " readings (or too much text): ask for a shorter range, for fewer signals or for"
            + " buckets, or export it");
  }

  private static Answer readings(
      Query query, List<Seen> all, Range range, List<Columns> columns, int readings) {
    long[] times = axis(columns, readings);
    checkCells((long) times.length * Math.max(1, all.size()));
    Map<SignalId, Answer.Series> series = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      series.put(all.get(i).signal().id(), spread(columns.get(i), times));
    }
    return new Answer(range.from(), range.to(), 0, query.aggregate(), times, series);
  }

  /** All times once, rising. */
  private static long[] axis(List<Columns> columns, int readings) {
    if (columns.size() == 1) {
      Columns only = columns.getFirst();
      return Arrays.copyOf(only.times(), only.size());
    }
    long[] all = new long[readings];
    int at = 0;
    for (Columns rows : columns) {
      System.arraycopy(rows.times(), 0, all, at, rows.size());
      at += rows.size();
    }
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    return Arrays.copyOf(all, distinct);
  }

  private static Answer.Series spread(Columns rows, long[] times) {
    double[] values = new double[rows.isText() ? 0 : times.length];
    @Nullable String[] texts = new String[rows.isText() ? times.length : 0];
    short[] quality = new short[times.length];
    Arrays.fill(values, Double.NaN);
    Arrays.fill(quality, Answer.NO_READING);
    int row = 0;
    for (int i = 0; i < times.length && row < rows.size(); i++) {
      if (rows.time(row) == times[i]) {
        if (rows.isText()) {
          texts[i] = rows.text(row);
        } else {
          values[i] = rows.value(row);
        }
        quality[i] = (short) rows.quality(row);
        row++;
      }
    }
    return rows.isText()
        ? new Answer.Series(null, null, null, null, texts, quality)
        : new Answer.Series(null, null, null, values, null, quality);
  }

  private static void checkCells(long cells) {
    if (cells > MOST_CELLS) {
      throw new IllegalArgumentException(
          "the answer would have "
              + cells
              + " cells, at most "
              + MOST_CELLS
              + " are given: ask for fewer points or fewer signals at a time");
    }
  }
}
