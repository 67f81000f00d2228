package dev.sluice.lineprotocol;

/**
 * A line that could not be read.
 *
 * @param line its number, from 1 up
 * @param column the character where reading ended, from 1 up
 * @param reason what is wrong, and what to do, in one sentence
 */
public record BadLine(int line, int column, String reason) {

  @Override
  public String toString() {
    return "line " + line + ", column " + column + ": " + reason;
  }
}
