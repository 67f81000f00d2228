package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** From what columns and tables hold back to the model's words. */
final class Words {

  private static final int UNCERTAIN = 64;

  private Words() {}

  /** The quality with a code, also one that only a newer version knows. */
  static Quality quality(int code) {
    try {
      return Quality.ofCode(code);
    } catch (IllegalArgumentException unknown) {
      return code >= Columns.BAD
          ? Quality.BAD_SOURCE
          : code >= UNCERTAIN ? Quality.UNCERTAIN_SOURCE : Quality.GOOD;
    }
  }

  /** A number of a signal of this kind as a value; null when there is none. */
  static @Nullable Value value(@Nullable Kind kind, double number) {
    if (!Double.isFinite(number)) {
      return null;
    }
    return kind == Kind.BOOL ? new Value.Bool(number != 0) : new Value.Num(number);
  }
}
