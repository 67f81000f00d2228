package dev.sluice.lineprotocol;

/**
 * A line that could not be read.
 *
 * @param line its number, from 1 up
 * @param column the character where reading ended, from 1 up
 * @param reason what is wrong, and what to do, in one sentence
 * @param text how the line begins, printable, at most {@value #MAX_TEXT} characters
 */
public record BadLine(int line, int column, String reason, String text) {

  /** The longest text. */
  public static final int MAX_TEXT = 120;

  @Override
  public String toString() {
    return "line " + line + ", column " + column + ": " + reason;
  }
}
