package dev.sluice.app;

import dev.sluice.config.ConfigException;
import dev.sluice.state.StateFailure;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong in a command into a message on stderr and an exit code. */
final class Failures {

  private Failures() {}

  /** Makes a command line and all its subcommands fail this way. */
  static void handle(CommandLine line) {
    line.setParameterExceptionHandler(Failures::misused);
    line.setExecutionExceptionHandler(Failures::failed);
  }

  private static int misused(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.number();
  }

  private static int failed(Exception e, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    return switch (e) {
      case CommandFailed failed -> say(err, failed.getMessage(), failed.exitCode());
      case ConfigException config -> say(err, config.getMessage(), ExitCode.CONFIG);
      case StateFailure state -> say(err, state.getMessage(), ExitCode.UNAVAILABLE);
      default -> {
        e.printStackTrace(err);
        yield say(err, "This is a mistake in Sluice; please report it.", ExitCode.INTERNAL);
      }
    };
  }

  private static int say(PrintWriter err, @Nullable String text, ExitCode code) {
    err.println(text);
    return code.number();
  }
}
