package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Value;
import dev.sluice.time.Restamp;
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
  private static final Value.@Nullable Message[] NO_MESSAGES = {};

  /** What a row's value is held as. */
  private enum Form {
    NUMBER,
    TEXT,
    MESSAGE
  }

  private final Form form;
  private long[] times = NO_LONGS;
  private double[] values = NO_DOUBLES;
  private byte[] quality = NO_BYTES;
  private @Nullable String[] texts = NO_TEXTS;
  private Value.@Nullable Message[] messages = NO_MESSAGES;
  private int size;

  Columns(Kind kind) {
    this(
        switch (kind) {
          case NUMBER, BOOL -> Form.NUMBER;
          case TEXT -> Form.TEXT;
          case MESSAGE -> Form.MESSAGE;
        });
  }

  private Columns(Form form) {
    this.form = form;
  }

  /** Empty columns of the same kind. */
  Columns emptyLike() {
    return new Columns(form);
  }

  /**
   * Empty columns for people to look at: of the same kind, but texts that stand for messages
   * instead of those.
   */
  Columns emptyShown() {
    return new Columns(form == Form.NUMBER ? Form.NUMBER : Form.TEXT);
  }

  /** True unless the values are numbers or truth values. */
  boolean isText() {
    return form != Form.NUMBER;
  }

  int size() {
    return size;
  }

  long time(int row) {
    return times[row];
  }

  /** True if the values are messages. */
  boolean hasMessages() {
    return form == Form.MESSAGE;
  }

  /** The value; NaN when there is none or it is no number. */
  double value(int row) {
    return form == Form.NUMBER ? values[row] : Double.NaN;
  }

  /** The text, or what stands for the message; null when there is none or it is a number. */
  @Nullable String text(int row) {
    return switch (form) {
      case NUMBER -> null;
      case TEXT -> texts[row];
      case MESSAGE -> {
        Value.Message message = messages[row];
        yield message == null ? null : message.label();
      }
    };
  }

  /** The message, or null when there is none or it is something else. */
  Value.@Nullable Message message(int row) {
    return form == Form.MESSAGE ? messages[row] : null;
  }

  /** The value of a signal of a kind; null when there is none. */
  @Nullable Value value(int row, Kind kind) {
    return switch (form) {
      case NUMBER -> Words.value(kind, values[row]);
      case TEXT -> {
        String text = texts[row];
        yield text == null ? null : new Value.Text(text);
      }
      case MESSAGE -> messages[row];
    };
  }

  /** About how many bytes the row's text or message takes beside the arrays. */
  long weight(int row) {
    return switch (form) {
      case NUMBER -> 0;
      case TEXT -> {
        String text = texts[row];
        yield text == null ? 0 : 2L * text.length();
      }
      case MESSAGE -> {
        Value.Message message = messages[row];
        yield message == null ? 0 : message.size() + 2L * message.topic().length();
      }
    };
  }

  /** The quality code, 0 to 255. */
  int quality(int row) {
    return quality[row] & 0xFF;
  }

  /** True if the row has a value that may be counted on. */
  boolean usable(int row) {
    return quality(row) < BAD
        && switch (form) {
          case NUMBER -> !Double.isNaN(values[row]);
          case TEXT -> texts[row] != null;
          case MESSAGE -> messages[row] != null;
        };
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

  Value.@Nullable Message[] messages() {
    return messages;
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
    begin(time, code);
    if (form == Form.TEXT) {
      texts[size] = string;
    } else if (form == Form.NUMBER) {
      values[size] = value;
    }
    size++;
  }

  void add(long time, int code, Value.@Nullable Message message) {
    begin(time, code);
    messages[size] = message;
    size++;
  }

  private void begin(long time, int code) {
    if (size == times.length) {
      grow(Math.max(16, size * 2));
    }
    times[size] = time;
    quality[size] = (byte) code;
  }

  /** Appends a row of other columns, of the same kind or those that these {@link #emptyShown}. */
  void add(Columns other, int row) {
    if (form == Form.MESSAGE) {
      add(other.times[row], other.quality[row], other.messages[row]);
    } else {
      add(other.times[row], other.value(row), other.quality[row], other.text(row));
    }
  }

  /** Appends all rows of other columns, likewise. */
  void addAll(Columns other) {
    reserve(size + other.size);
    if (form != other.form) {
      for (int row = 0; row < other.size; row++) {
        add(other, row);
      }
      return;
    }
    System.arraycopy(other.times, 0, times, size, other.size);
    System.arraycopy(other.quality, 0, quality, size, other.size);
    switch (form) {
      case NUMBER -> System.arraycopy(other.values, 0, values, size, other.size);
      case TEXT -> System.arraycopy(other.texts, 0, texts, size, other.size);
      case MESSAGE -> System.arraycopy(other.messages, 0, messages, size, other.size);
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
    switch (form) {
      case NUMBER -> {}
      case TEXT -> Arrays.fill(texts, 0, size, null);
      case MESSAGE -> Arrays.fill(messages, 0, size, null);
    }
    size = 0;
  }

  private void grow(int capacity) {
    times = Arrays.copyOf(times, capacity);
    quality = Arrays.copyOf(quality, capacity);
    switch (form) {
      case NUMBER -> values = Arrays.copyOf(values, capacity);
      case TEXT -> texts = Arrays.copyOf(texts, capacity);
      case MESSAGE -> messages = Arrays.copyOf(messages, capacity);
    }
  }

  /**
   * The rows with the right times for those that are in doubt, as far as it is known; the same
   * object if there are none. In no order any more.
   *
   * @param from the first row that may be meant
   */
  Columns restamped(Restamp restamp, int from) {
    Columns right = this;
    for (int row = from; row < size; row++) {
      if (isMeant(row, restamp)) {
        if (right == this) {
          right = slice(size);
          right.times = times.clone();
          right.quality = quality.clone();
        }
        right.times[row] = restamp.corrected(times[row]);
        right.quality[row] = (byte) Quality.ofCode(quality(row)).withoutDoubt().code();
      }
    }
    return right;
  }

  /** True if the row's time is in doubt and it is known what was wrong with it. */
  boolean isMeant(int row, Restamp restamp) {
    return Quality.doubted(quality(row)) && restamp.covers(times[row]);
  }

  /** The rows as they are now, sharing the arrays. */
  Columns view() {
    return slice(size);
  }

  private Columns slice(int rows) {
    Columns view = new Columns(form);
    view.times = times;
    view.values = values;
    view.quality = quality;
    view.texts = texts;
    view.messages = messages;
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
    Columns range = new Columns(form);
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
