package dev.sluice.app;

import dev.sluice.access.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice token}: bearer tokens for scripts. */
@Command(name = "token", description = "Make, list and revoke tokens for scripts.")
final class TokenCommand extends Group {

  static CommandLine with(Tools tools) {
    return new CommandLine(new TokenCommand())
        .addSubcommand(new Create(tools))
        .addSubcommand(new ListAll(tools))
        .addSubcommand(new Revoke(tools));
  }

  /** Makes a token. */
  @Command(
      name = "create",
      description = "Make a token and print it, alone on stdout; it is never shown again.")
  static final class Create extends Action {

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "What it may do: viewer, operator or admin.")
    private Role role = Role.VIEWER;

    @Option(names = "--note", paramLabel = "TEXT", description = "What it is for.")
    private String note = "";

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "When it ends, from now: 12h, 30d (default: never).")
    private @Nullable Duration expires;

    Create(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      long now = tools().clock().micros();
      long end =
          expires == null
              ? Long.MAX_VALUE
              : now + TimeUnit.MILLISECONDS.toMicros(expires.toMillis());
      return withNewState(
          state -> {
            String token = state.tokens().create(note, role, now, end);
            audit(state, "token-created", role.word() + (note.isEmpty() ? "" : ", " + note));
            err().println("Token for " + role.word() + ", expires: " + Table.time(end));
            err().flush();
            out().println(token);
          });
    }
  }

  /** Lists tokens. */
  @Command(name = "list", description = "List all tokens, without their text.")
  static final class ListAll extends Action {

    ListAll(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            Table table = new Table("ID", "ROLE", "CREATED", "EXPIRES", "NOTE");
            for (var token : state.tokens().all()) {
              table.row(
                  token.id(),
                  token.role().word(),
                  Table.time(token.created()),
                  Table.time(token.expires()),
                  token.note());
            }
            table.print(out());
          });
    }
  }

  /** Revokes a token. */
  @Command(name = "revoke", description = "End a token at once.")
  static final class Revoke extends Action {

    @Parameters(paramLabel = "ID", description = "The token's id, as in the list.")
    private String id = "";

    Revoke(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            if (!state.tokens().revoke(id)) {
              throw new CommandFailed(
                  ExitCode.UNAVAILABLE,
                  "there is no token with the id '" + id + "'; see token list");
            }
            audit(state, "token-revoked", id);
            err().println("Token " + id + " has ended.");
          });
    }
  }
}
