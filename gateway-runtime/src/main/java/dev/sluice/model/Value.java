package dev.sluice.model;

/** What a signal said at one moment. */
public sealed interface Value {

  /** The longest text value, in bytes of UTF-8. */
  int MAX_TEXT_BYTES = 4096;

  /** The kind of signal this value fits. */
  Kind kind();

  /**
   * A finite number.
   *
   * @param number never NaN or infinite: those are readings without a value, marked {@link
   *     Quality#BAD_NOT_FINITE}
   */
  record Num(double number) implements Value {
    public Num {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("a value is a finite number, this is " + number);
      }
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /** A truth value. */
  record Bool(boolean on) implements Value {
    @Override
    public Kind kind() {
      return Kind.BOOL;
    }
  }

  /** A text of at most {@link #MAX_TEXT_BYTES} bytes of UTF-8. */
  record Text(String text) implements Value {
    @Override
    public Kind kind() {
      return Kind.TEXT;
    }
  }
}
