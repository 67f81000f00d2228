package dev.sluice.history;

import java.util.Objects;

/**
 * Keeps the first reading of each stretch of equal values. Readings must come in the order of time.
 * One that is bad ends a stretch: from there on the state is not known.
 */
final class Changes {

  private final Columns rows;
  private final int most;
  private final long mostText;

  private long text;

  /**
   * @param like the readings' columns
   * @param most the most changes kept, and of UTF-16 units of their texts
   */
  Changes(Columns like, int most, long mostText) {
    this.rows = like.emptyShown();
    this.most = most;
    this.mostText = mostText;
  }

  /** What was said before the range, as if said at its start. */
  void before(Columns said, int row, long start) {
    rows.add(start, said.value(row), said.quality(row), said.text(row));
  }

  /** Adds readings until there are too many. */
  void add(Columns more) {
    for (int row = 0; row < more.size() && !tooMany(); row++) {
      if (rows.size() == 0 || differs(more, row)) {
        int before = rows.size();
        if (before > 0 && rows.time(before - 1) == more.time(row)) {
          // Said at the very start of the range: what was before does not matter.
          rows.filled(before - 1);
          before--;
        }
        rows.add(more, row);
        text += Window.textOf(rows, before);
      }
    }
  }

  private boolean differs(Columns more, int row) {
    int last = rows.size() - 1;
    boolean known = more.usable(row);
    if (known != rows.usable(last)) {
      return true;
    }
    return known
        && (Double.compare(more.value(row), rows.value(last)) != 0
            || !Objects.equals(more.text(row), rows.text(last)));
  }

  boolean tooMany() {
    return rows.size() > most || text > mostText;
  }

  Columns rows() {
    return rows;
  }
}
