package dev.sluice.state;

/** What people and devices may be called. */
public final class Names {

  private static final int LONGEST = 64;

  private Names() {}

  /**
   * Checks a name: 1 to 64 characters, ASCII letters, digits and {@code . _ - @}, so that it is
   * safe in topics, paths and logs and cannot look like another one.
   *
   * @param what what it names, for the message: {@code user name}
   * @throws IllegalArgumentException if it is not allowed; the message is for people and does not
   *     repeat the name
   */
  public static void check(String what, String name) {
    if (name.isEmpty() || name.length() > LONGEST || !name.chars().allMatch(Names::allowed)) {
      throw new IllegalArgumentException(
          "a " + what + " has 1 to " + LONGEST + " characters: a-z, A-Z, 0-9 and . _ - @");
    }
  }

  private static boolean allowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ".-_@".indexOf(c) >= 0;
  }
}
