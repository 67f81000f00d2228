package dev.sluice.config;

/**
 * A number of bytes, written as {@code 512KiB}, {@code 16MiB}, {@code 2GB}, or plainly as bytes.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  /** What {@link #parse} reads, as a regular expression for the schema. */
  static final String PATTERN = "^[0-9]{1,15}(B|KiB|MiB|GiB|TiB|kB|MB|GB|TB)?$";

  private enum Unit {
    TIB("TiB", 1L << 40),
    TB("TB", 1_000_000_000_000L),
    GIB("GiB", 1L << 30),
    GB("GB", 1_000_000_000L),
    MIB("MiB", 1L << 20),
    MB("MB", 1_000_000L),
    KIB("KiB", 1L << 10),
    KB("kB", 1_000L),
    B("B", 1L);

    private final String word;
    private final long bytes;

    Unit(String word, long bytes) {
      this.word = word;
      this.bytes = bytes;
    }
  }

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is 0 bytes or more, this is " + bytes);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException if it is not digits and one of the units B, KiB, MiB, GiB,
   *     TiB, kB, MB, GB, TB
   */
  public static ByteSize parse(String text) {
    int digits = Digits.leading(text);
    String word = text.substring(digits);
    if (digits > 0 && digits <= 15) {
      long number = Long.parseLong(text, 0, digits, 10);
      if (word.isEmpty()) {
        return new ByteSize(number);
      }
      for (Unit unit : Unit.values()) {
        if (unit.word.equals(word) && number <= Long.MAX_VALUE / unit.bytes) {
          return new ByteSize(number * unit.bytes);
        }
      }
    }
    throw new IllegalArgumentException("not a size: '" + text + "'");
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest way to write it exactly, which {@link #parse} reads back. */
  @Override
  public String toString() {
    String shortest = bytes + "B";
    for (Unit unit : Unit.values()) {
      if (bytes > 0 && bytes % unit.bytes == 0) {
        String text = bytes / unit.bytes + unit.word;
        if (text.length() < shortest.length()) {
          shortest = text;
        }
      }
    }
    return shortest;
  }
}
