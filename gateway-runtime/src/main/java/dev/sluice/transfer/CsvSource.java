package dev.sluice.transfer;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code time,signal,value,quality} back. A text in quotes may go over several lines; if its
 * quote is never closed, only the line with the quote is bad.
 */
final class CsvSource {

  private static final int LONGEST = 64 * 1024;
  private static final int MOST_LINES = 5_000;
  private static final int MOST_COLUMNS = 4;

  private final PhysicalLines lines;
  private final SampleTaker taker;

  CsvSource(InputStream in, SampleTaker taker) {
    this.lines = new PhysicalLines(in, LONGEST);
    this.taker = taker;
  }

  /** A cell, and whether it stood in quotes. */
  private record Cell(String text, boolean quoted) {}

  /** Ends a row: where and why it cannot be read. */
  private static final class BadCell extends Exception {
    private static final long serialVersionUID = 1L;
    private final int column;

    BadCell(int column, String reason) {
      super(reason, null, false, false);
      this.column = column;
    }
  }

  void read() throws Exception {
    PhysicalLines.Line first;
    while ((first = lines.next()) != null) {
      String text = first.text();
      if (text == null) {
        taker.bad(bad(first, 1, "the line " + first.fault()));
        continue;
      }
      if (text.isBlank() || (first.number() == 1 && isHead(text))) {
        continue;
      }
      try {
        taker.samples(first.number(), List.of(sample(cells(text))));
      } catch (BadCell e) {
        taker.bad(bad(first, e.column, String.valueOf(e.getMessage())));
      }
    }
  }

  private static boolean isHead(String text) {
    return text.strip().replace("\"", "").startsWith("time,signal,value");
  }

  private static BadLine bad(PhysicalLines.Line line, int column, String reason) {
    String text = line.text() == null ? "" : line.text().strip();
    return new BadLine(
        (int) Math.min(Integer.MAX_VALUE, line.number()), column, reason, Shown.start(text));
  }

  private List<Cell> cells(String start) throws BadCell, IOException {
    List<PhysicalLines.Line> more = new ArrayList<>();
    String row = start;
    while (openQuote(row) >= 0) {
      boolean enough = row.length() > LONGEST || more.size() > MOST_LINES;
      PhysicalLines.Line next = enough ? null : lines.next();
      if (next != null) {
        more.add(next);
      }
      if (next == null || next.text() == null) {
        throw neverClosed(start, more);
      }
      row = row + "\n" + next.text();
    }
    try {
      return split(row);
    } catch (BadCell e) {
      // The quote that seemed to close it belongs to another line.
      throw more.isEmpty() ? e : neverClosed(start, more);
    }
  }

  /** The lines behind the first are read again, each for itself. */
  private BadCell neverClosed(String start, List<PhysicalLines.Line> more) {
    more.reversed().forEach(lines::giveBack);
    int column = Math.max(1, openQuote(start) + 1);
    return new BadCell(column, "a quote is opened and never closed; close it or leave it out");
  }

  /** Where a quote begins that is not closed, -1 if none does. */
  private static int openQuote(String row) {
    int at = 0;
    while (at < row.length()) {
      if (row.charAt(at) == '"') {
        int close = close(row, at);
        if (close < 0) {
          return at;
        }
        at = close + 1;
      }
      int comma = row.indexOf(',', at);
      if (comma < 0) {
        return -1;
      }
      at = comma + 1;
    }
    return -1;
  }

  private static int close(String row, int open) {
    int at = row.indexOf('"', open + 1);
    while (at >= 0 && at + 1 < row.length() && row.charAt(at + 1) == '"') {
      at = row.indexOf('"', at + 2);
    }
    return at;
  }

  private static List<Cell> split(String whole) throws BadCell {
    String row = whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
    List<Cell> cells = new ArrayList<>(MOST_COLUMNS);
    int at = 0;
    while (true) {
      int end;
      if (at < row.length() && row.charAt(at) == '"') {
        int close = close(row, at);
        end = close + 1;
        if (end < row.length() && row.charAt(end) != ',') {
          throw new BadCell(
              end + 1, "something follows a closing quote; write a quote in a text twice");
        }
        cells.add(new Cell(row.substring(at + 1, close).replace("\"\"", "\""), true));
      } else {
        int comma = row.indexOf(',', at);
        end = comma < 0 ? row.length() : comma;
        cells.add(new Cell(row.substring(at, end), false));
      }
      if (end >= row.length()) {
        break;
      }
      at = end + 1;
    }
    if (cells.size() < MOST_COLUMNS - 1 || cells.size() > MOST_COLUMNS) {
      throw new BadCell(
          1,
          "there are "
              + cells.size()
              + " columns; write time,signal,value,quality, and a text with a comma in quotes");
    }
    return cells;
  }

  private static Sample sample(List<Cell> cells) throws BadCell {
    int column = 1;
    try {
      long time = Instants.parse(cells.get(0).text().strip());
      column += cells.get(0).text().length() + 1;
      SignalId signal = SampleIds.id(cells.get(1).text());
      column += cells.get(1).text().length() + 1;
      Cell cell = cells.get(2);
      @Nullable Value value =
          cell.quoted()
              ? PlainValue.text(cell.text())
              : cell.text().isEmpty() ? null : PlainValue.read(cell.text());
      SampleIds.check(signal, value);
      int valueColumn = column;
      column += cell.text().length() + 1;
      String level = cells.size() < MOST_COLUMNS ? "" : cells.get(3).text().strip();
      Quality quality = QualityWords.quality(level, null);
      if (value == null && quality.level() != Quality.Level.BAD) {
        column = valueColumn;
        throw new IllegalArgumentException(
            "there is no value; write one, or bad as the quality, or \"\" for an empty text");
      }
      return new Sample(signal, value, quality, time, null);
    } catch (IllegalArgumentException e) {
      throw new BadCell(column, String.valueOf(e.getMessage()));
    }
  }
}
