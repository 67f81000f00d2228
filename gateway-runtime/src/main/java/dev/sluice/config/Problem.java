package dev.sluice.config;

import java.util.Comparator;

/**
 * One thing that is wrong with the configuration.
 *
 * @param file the file as it was named
 * @param line from 1, or 0 if it is about the file as a whole
 * @param column from 1 in characters, or 0 if it is about the file as a whole
 * @param reason what is wrong and, after a semicolon, what to do
 */
public record Problem(String file, int line, int column, String reason)
    implements Comparable<Problem> {

  private static final Comparator<Problem> IN_READING_ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::reason);

  @Override
  public int compareTo(Problem other) {
    return IN_READING_ORDER.compare(this, other);
  }

  /** As editors and terminals link it: {@code file:line:column: reason; what to do}. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + reason : file + ":" + line + ":" + column + ": " + reason;
  }
}
