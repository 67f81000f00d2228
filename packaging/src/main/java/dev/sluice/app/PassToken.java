package dev.sluice.app;

import dev.sluice.access.Role;
import dev.sluice.state.Audit.Act;
import dev.sluice.state.StateStore;
import dev.sluice.state.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A token that a command makes for itself, since who may use the data folder may do anything, and
 * that ends with the command.
 */
final class PassToken implements AutoCloseable {

  private static final long LONGEST = TimeUnit.DAYS.toMicros(7);

  private final StateStore state;
  private final String id;
  private final String text;

  private PassToken(StateStore state, String id, String text) {
    this.state = state;
    this.id = id;
    this.text = text;
  }

  /**
   * Makes one.
   *
   * @param what for the audit, as {@code history-exported}
   */
  static PassToken make(Tools tools, Path data, Role role, String what, String detail)
      throws CommandFailed {
    StateStore state;
    try {
      state = StateStore.open(data, tools.clock(), tools.random());
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.NO_PERMISSION, String.valueOf(e.getMessage()));
    }
    long now = tools.clock().micros();
    Tokens tokens = state.tokens();
    String text = tokens.create("for one command: " + what, role, now, now + LONGEST);
    String id = tokens.check(text, now).map(Tokens.Token::id).orElse("");
    state.audit().record(new Act(now, "command line", what, detail));
    return new PassToken(state, id, text);
  }

  String text() {
    return text;
  }

  @Override
  public void close() throws CommandFailed {
    try (state) {
      state.tokens().revoke(id);
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }
}
