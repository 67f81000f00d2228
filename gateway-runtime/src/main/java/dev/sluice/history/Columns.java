package dev.sluice.history;

import dev.sluice.model.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Readings of one signal as growing columns.
 *
 * <p>Rows are only ever appended, so a {@link #view} taken under the owner's lock stays true
 * without it: later rows lie beyond its size, and growing replaces the arrays.
 */
final class Columns {

  /** Quality codes from here on are bad. */
  static final int BAD = 128;

  private static final long[] NO_LONGS = {};
  private static final double[] NO_DOUBLES = {};
  private static final byte[] NO_BYTES = {};
  private static final @Nullable String[] NO_TEXTS = {};

  private final boolean text;
  private long[] times = NO_LONGS;
  private double[] values = NO_DOUBLES;
  private byte[] quality = NO_BYTES;
  private @Nullable String[] texts = NO_TEXTS;
  private int size;

  Columns(Kind kind) {
    this(kind == Kind.TEXT);
  }

  private Columns(boolean text) {
    this.text = text;
  }

  /** Empty columns of the same kind. */
  Columns emptyLike() {
    return new Columns(text);
  }

  boolean isText() {
    return text;
  }

  int size() {
    return size;
  }

  long time(int row) {
    return times[row];
  }

  /** The value; NaN when there is none or it is text. */
  double value(int row) {
    return text ? Double.NaN : values[row];
  }

  /** The text, or null when there is none or it is a number. */
  @Nullable String text(int row) {
    return text ? texts[row] : null;
  }

  /** The quality code, 0 to 255. */
  int quality(int row) {
    return quality[row] & 0xFF;
  }

  /** True if the row has a value that may be counted on. */
  boolean usable(int row) {
    return quality(row) < BAD && (text ? texts[row] != null : !Double.isNaN(values[row]));
  }

  long[] times() {
    return times;
  }

  double[] values() {
    return values;
  }

  byte[] qualities() {
    return quality;
  }

  @Nullable String[] texts() {
    return texts;
  }

  /** Rows that fit before the arrays must grow. */
  int capacity() {
    return times.length;
  }

  /** Bytes that the arrays hold, without the texts themselves. */
  static long bytesFor(int capacity) {
    return 17L * capacity;
  }

  void add(long time, double value, int code, @Nullable String string) {
    if (size == times.length) {
      grow(Math.max(16, size * 2));
    }
    times[size] = time;
    quality[size] = (byte) code;
    if (text) {
      texts[size] = string;
    } else {
      values[size] = value;
    }
    size++;
  }

  /** Appends a row of other columns of the same kind. */
  void add(Columns other, int row) {
    add(other.times[row], other.value(row), other.quality[row], other.text(row));
  }

  /** Appends all rows of other columns of the same kind. */
  void addAll(Columns other) {
    reserve(size + other.size);
    System.arraycopy(other.times, 0, times, size, other.size);
    System.arraycopy(other.quality, 0, quality, size, other.size);
    if (text) {
      System.arraycopy(other.texts, 0, texts, size, other.size);
    } else {
      System.arraycopy(other.values, 0, values, size, other.size);
    }
    size += other.size;
  }

  /** Makes room for so many rows in all. */
  void reserve(int rows) {
    if (rows > times.length) {
      grow(rows);
    }
  }

  /** Says that so many rows were written straight into the arrays, after {@link #reserve}. */
  void filled(int rows) {
    size = rows;
  }

  void clear() {
    if (text) {
      Arrays.fill(texts, 0, size, null);
    }
    size = 0;
  }

  private void grow(int capacity) {
    times = Arrays.copyOf(times, capacity);
    quality = Arrays.copyOf(quality, capacity);
    if (text) {
      texts = Arrays.copyOf(texts, capacity);
    } else {
      values = Arrays.copyOf(values, capacity);
    }
  }

  /** The rows as they are now, sharing the arrays. */
  Columns view() {
    return slice(size);
  }

  private Columns slice(int rows) {
    Columns view = new Columns(text);
    view.times = times;
    view.values = values;
    view.quality = quality;
    view.texts = texts;
    view.size = rows;
    return view;
  }

  /** The rows with times in [from, to); the rows must be in the order of time. */
  Columns between(long from, long to) {
    int first = firstAtOrAfter(from);
    int last = firstAtOrAfter(to);
    if (first == 0) {
      return slice(last);
    }
    Columns range = new Columns(text);
    range.reserve(last - first);
    for (int row = first; row < last; row++) {
      range.add(this, row);
    }
    return range;
  }

  /** The first row at or after a time, or the size; the rows must be in the order of time. */
  int firstAtOrAfter(long time) {
    int row = Arrays.binarySearch(times, 0, size, time);
    return row >= 0 ? row : -row - 1;
  }

  /** True if a row has this time; the rows must be in the order of time. */
  boolean hasTime(long time) {
    return Arrays.binarySearch(times, 0, size, time) >= 0;
  }
}
