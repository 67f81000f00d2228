package dev.sluice.mqtt.inbound;

import org.jspecify.annotations.Nullable;

/**
 * A JSON pointer (RFC 6901), and how far one has come along it: the number of its tokens already
 * passed, {@link #LEFT} once off its way.
 */
final class Pointer {

  /** Not on the way of the pointer, and never again further down. */
  static final int LEFT = -1;

  private final String[] tokens;

  private Pointer(String[] tokens) {
    this.tokens = tokens;
  }

  /**
   * Compiles a pointer, which was checked where the configuration is read; null stands for the
   * whole document.
   */
  static Pointer of(@Nullable String pointer) {
    if (pointer == null) {
      return new Pointer(new String[0]);
    }
    String[] tokens = pointer.substring(1).split("/", -1);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = tokens[i].replace("~1", "/").replace("~0", "~");
    }
    return new Pointer(tokens);
  }

  /** One step down: how far along it is after that. */
  int step(int passed, String token) {
    boolean onWay = passed != LEFT && passed < tokens.length && tokens[passed].equals(token);
    return onWay ? passed + 1 : LEFT;
  }

  boolean isReached(int passed) {
    return passed == tokens.length;
  }

  /** The last token, or null for the whole document. */
  @Nullable String lastToken() {
    return tokens.length == 0 ? null : tokens[tokens.length - 1];
  }
}
