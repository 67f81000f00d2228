package dev.sluice.app;

import dev.sluice.state.Audit.Act;
import dev.sluice.state.StateStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: options, the two streams, and the state store. */
abstract class Action implements Callable<Integer> {

  private final Tools tools;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private Where where = new Where();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  Action(Tools tools) {
    this.tools = tools;
  }

  /** What a command does with the state. */
  interface StateWork {
    void on(StateStore state) throws CommandFailed;
  }

  final Tools tools() {
    return tools;
  }

  final Where where() {
    return where;
  }

  /** Whether a gateway runs on the folder. */
  final boolean running() throws CommandFailed {
    try {
      return FolderLock.holder(where().data).isPresent();
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.NO_PERMISSION, String.valueOf(e.getMessage()));
    }
  }

  /** Standard output: the answer, and nothing else. */
  final PrintWriter out() {
    return line().getOut();
  }

  /** Standard error: what a person should know besides. */
  final PrintWriter err() {
    return line().getErr();
  }

  private picocli.CommandLine line() {
    if (spec == null) {
      throw new IllegalStateException("a command is used through picocli only");
    }
    return spec.commandLine();
  }

  /**
   * Opens the state store of a gateway, also beside it while it runs, for as long as the work
   * takes.
   *
   * @throws CommandFailed if the folder holds none: nobody would ever use what is written there
   */
  final int withState(StateWork work) throws CommandFailed, IOException {
    if (Files.notExists(where.data.resolve("state.db"))) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          folder() + " is not a data folder of Sluice; name the one of your gateway with --data");
    }
    return withNewState(work);
  }

  /** The same, before the first start, too. */
  final int withNewState(StateWork work) throws CommandFailed, IOException {
    try (StateStore state = open()) {
      err().println("Data folder: " + folder());
      state.trouble().ifPresent(trouble -> err().println(trouble));
      work.on(state);
      return ExitCode.OK.number();
    }
  }

  private Path folder() {
    return where.data.toAbsolutePath().normalize();
  }

  private StateStore open() throws CommandFailed {
    try {
      return StateStore.open(where.data, tools.clock(), tools.random());
    } catch (IOException e) {
      throw new CommandFailed(mayWrite(where.data, e), reason(e));
    }
  }

  private static String reason(IOException e) {
    // Such a message is a bare path unless somebody said more.
    return e instanceof FileSystemException bare && bare.getReason() == null
        ? "the data folder cannot be made or used: " + e
        : String.valueOf(e.getMessage());
  }

  private static ExitCode mayWrite(Path folder, IOException e) {
    boolean closed = Files.isDirectory(folder) && !Files.isWritable(folder);
    return closed || e.getCause() instanceof AccessDeniedException
        ? ExitCode.NO_PERMISSION
        : ExitCode.CANNOT_CREATE;
  }

  /** Remembers in the audit what was done from the command line. */
  final void audit(StateStore state, String what, String detail) {
    state.audit().record(new Act(tools.clock().micros(), "command line", what, detail));
  }
}
