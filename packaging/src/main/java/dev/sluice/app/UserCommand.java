package dev.sluice.app;

import dev.sluice.access.Role;
import dev.sluice.state.Accounts;
import dev.sluice.state.Accounts.Account;
import dev.sluice.state.StateStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice user}: the people who may log in. */
@Command(name = "user", description = "Add, list and remove the people who may log in.")
final class UserCommand extends Group {

  static CommandLine with(Tools tools) {
    return new CommandLine(new UserCommand())
        .addSubcommand(new Add(tools))
        .addSubcommand(new ListAll(tools))
        .addSubcommand(new Password(tools))
        .addSubcommand(new Remove(tools));
  }

  /** A command that takes a password. */
  abstract static class WithPassword extends Action {

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name = "";

    @Option(
        names = "--password-stdin",
        required = true,
        description = "Read the password from the first line of standard input.")
    @SuppressWarnings("UnusedVariable") // required, so that a later way to give it is no change
    private boolean fromStdin;

    WithPassword(Tools tools) {
      super(tools);
    }

    final String name() {
      return name;
    }

    /** The hash of the password that stands on standard input. */
    final String hash() throws CommandFailed, IOException {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(tools().in(), StandardCharsets.UTF_8));
      String password = in.readLine();
      if (password == null) {
        throw new CommandFailed(ExitCode.USAGE, "there is no password on standard input");
      }
      Optional<String> problem = tools().passwordRule().problem(name, password);
      if (problem.isPresent()) {
        throw new CommandFailed(ExitCode.USAGE, problem.get());
      }
      return tools().passwords().hash(password);
    }
  }

  /** Adds a user; the first one owns the box. */
  @Command(
      name = "add",
      description = "Add a user. The first one claims the gateway and must be an admin.")
  static final class Add extends WithPassword {

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "What the user may do: viewer, operator or admin.")
    private Role role = Role.VIEWER;

    Add(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      Account account = account(name(), role, hash());
      return withNewState(
          state -> {
            Accounts accounts = state.accounts();
            if (!accounts.claimed()) {
              claim(state, account);
            } else if (accounts.add(account)) {
              audit(state, "user-added", account.name() + ", " + role.word());
              err().println("User " + account.name() + " may log in.");
            } else {
              throw new CommandFailed(
                  ExitCode.CANNOT_CREATE,
                  "there is a user '" + account.name() + "' already; see user password");
            }
          });
    }

    private void claim(StateStore state, Account owner) throws CommandFailed {
      if (owner.role() != Role.ADMIN) {
        throw new CommandFailed(
            ExitCode.USAGE,
            "this gateway has no owner yet: the first user must be an admin (--role admin)");
      }
      if (!state.accounts().claim(owner)) {
        throw new CommandFailed(
            ExitCode.CANNOT_CREATE, "somebody else claimed this gateway just now; try again");
      }
      audit(state, "claim", owner.name());
      err().println("User " + owner.name() + " owns this gateway now.");
    }
  }

  /** Changes a password. */
  @Command(name = "password", description = "Give a user a new password.")
  static final class Password extends WithPassword {

    Password(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      String hash = hash();
      return withState(
          state -> {
            Account before = find(state.accounts(), name());
            state.accounts().replace(new Account(before.name(), before.role(), hash));
            audit(state, "password-changed", before.name());
            err().println("User " + before.name() + " has a new password.");
          });
    }
  }

  /** Lists users. */
  @Command(name = "list", description = "List the users and their roles.")
  static final class ListAll extends Action {

    ListAll(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            Table table = new Table("NAME", "ROLE");
            state.accounts().all().forEach(user -> table.row(user.name(), user.role().word()));
            table.print(out());
          });
    }
  }

  /** Removes a user. */
  @Command(name = "remove", description = "Remove a user.")
  static final class Remove extends Action {

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name = "";

    @Option(
        names = "--last-admin",
        description = "Also if no admin is left then; without any user the gateway can be claimed.")
    private boolean lastAdmin;

    Remove(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            Account user = find(state.accounts(), name);
            long admins =
                state.accounts().all().stream().filter(one -> one.role() == Role.ADMIN).count();
            if (user.role() == Role.ADMIN && admins == 1 && !lastAdmin) {
              throw new CommandFailed(
                  ExitCode.USAGE,
                  "'" + name + "' is the last admin; add another first, or say --last-admin");
            }
            state.accounts().remove(name);
            audit(state, "user-removed", name);
            err().println("User " + name + " is removed.");
          });
    }
  }

  private static Account account(String name, Role role, String hash) throws CommandFailed {
    try {
      return new Account(name, role, hash);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static Account find(Accounts accounts, String name) throws CommandFailed {
    Optional<Account> found = accounts.find(name);
    if (found.isEmpty()) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE, "there is no user '" + name + "'; see user list");
    }
    return found.get();
  }
}
