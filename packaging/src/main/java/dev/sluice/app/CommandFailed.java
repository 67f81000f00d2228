package dev.sluice.app;

/** A command cannot do what it was asked; says why and how the program ends. */
final class CommandFailed extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  CommandFailed(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
