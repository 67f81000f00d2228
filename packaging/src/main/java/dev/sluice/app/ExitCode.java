package dev.sluice.app;

/** How a command ends; the numbers are those of sysexits.h and never change. */
public enum ExitCode {
  OK(0, "It is done."),
  USAGE(64, "The command was not written as it must be, or a value in it cannot be used."),
  DATA(65, "Some lines of the file could not be read; they are named, and all others are stored."),
  UNAVAILABLE(
      69,
      "What is needed is not there: the named thing, the disk, a port, a Java 25; or doctor found"
          + " something wrong."),
  INTERNAL(70, "A mistake in the program; please report what it printed."),
  CANNOT_CREATE(73, "It could not be made: the name is taken, or the data folder cannot be made."),
  NO_PERMISSION(77, "This user may not do it: the data folder belongs to somebody else."),
  CONFIG(78, "The configuration cannot be used; each problem is a line with file, line, column.");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** What the shell sees. */
  public int number() {
    return number;
  }

  /** One sentence for people. */
  public String meaning() {
    return meaning;
  }
}
