package dev.sluice.history;

import dev.sluice.model.Kind;

/** The numbers that stand for kinds on disk; never reused for another meaning. */
final class Kinds {

  private Kinds() {}

  static int code(Kind kind) {
    return switch (kind) {
      case NUMBER -> 0;
      case BOOL -> 1;
      case TEXT -> 2;
      case MESSAGE -> 3;
    };
  }

  static Kind of(int code) {
    return switch (code) {
      case 0 -> Kind.NUMBER;
      case 1 -> Kind.BOOL;
      case 2 -> Kind.TEXT;
      case 3 -> Kind.MESSAGE;
      default -> throw new DamagedChunkException("no kind of signal is " + code);
    };
  }
}
