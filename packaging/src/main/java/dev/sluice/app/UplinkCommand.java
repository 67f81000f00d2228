package dev.sluice.app;

import dev.sluice.config.ConfigException;
import dev.sluice.state.StateStore;
import dev.sluice.state.UplinkState;
import dev.sluice.state.UplinkState.Asked;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.uplink.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice uplink}: how forwarding goes, and its stops and starts. */
@Command(
    name = "uplink",
    description = "See what was forwarded upstream; pause, resume and test it.")
final class UplinkCommand extends Group {

  static CommandLine with(Tools tools) {
    return new CommandLine(new UplinkCommand())
        .addSubcommand(new Status(tools))
        .addSubcommand(new Pause(tools))
        .addSubcommand(new Resume(tools))
        .addSubcommand(new UplinkTestCommand(tools))
        .addSubcommand(new DeadLetters(tools));
  }

  /** What all of them share. */
  abstract static class Step extends Action {

    Step(Tools tools) {
      super(tools);
    }

    /** Fails if neither the state nor the configuration knows such an uplink. */
    final void mustBeKnown(StateStore state, String id) throws CommandFailed {
      if (state.uplinkState().all().stream().noneMatch(saved -> saved.id().equals(id))
          && !isConfigured(id)) {
        throw new CommandFailed(
            ExitCode.UNAVAILABLE,
            "there is no uplink '"
                + id
                + "', neither in "
                + where().config
                + " nor known to the gateway; see uplink status");
      }
    }

    private boolean isConfigured(String id) {
      try {
        return tools().config().load(where().config).config().uplinks().containsKey(id);
      } catch (ConfigException e) {
        // What the gateway has saved is enough for all that do not need the file.
        return false;
      }
    }

    /** Leaves word for the gateway. */
    final void ask(StateStore state, String id, long until, String what, String detail)
        throws CommandFailed {
      mustBeKnown(state, id);
      state.uplinkState().ask(new Asked(id, until));
      audit(state, what, detail);
      err()
          .println(
              running()
                  ? "The gateway takes it up within a second or two."
                  : "No gateway runs on this folder; it holds from the next start.");
    }
  }

  /** The accounts. */
  @Command(
      name = "status",
      description = {
        "Show what became of the readings of each uplink:",
        "journalled = acknowledged + pending + filtered + dead-lettered + dropped."
      })
  static final class Status extends Step {

    Status(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            Map<String, Asked> asked = new HashMap<>();
            state.uplinkState().asked().forEach(one -> asked.put(one.uplink(), one));
            String now = Table.time(tools().clock().micros());
            err()
                .println(
                    running()
                        ? "As of " + now + ", or up to 10 s earlier: the gateway saves that often."
                        : "As of the last save: no gateway runs on this folder.");
            Table table =
                new Table(
                    "UPLINK",
                    "JOURNALLED",
                    "ACKNOWLEDGED",
                    "PENDING",
                    "FILTERED",
                    "DEAD-LETTERED",
                    "DROPPED",
                    "BALANCE",
                    "NOTE");
            for (Saved saved : state.uplinkState().all()) {
              row(table, saved, asked.get(saved.id()));
            }
            table.print(out());
          });
    }

    private void row(Table table, Saved saved, @Nullable Asked asked) {
      Counts counts = saved.counts();
      long pending = Position.parse(saved.position()).readings();
      table.row(
          saved.id(),
          String.valueOf(counts.journalled()),
          String.valueOf(counts.acknowledged()),
          String.valueOf(pending),
          String.valueOf(counts.filtered()),
          String.valueOf(counts.deadLettered()),
          String.valueOf(counts.dropped()),
          counts.open() == pending ? "holds" : "OFF BY " + (counts.open() - pending),
          note(saved, asked));
    }

    private String note(Saved saved, @Nullable Asked asked) {
      StringJoiner note = new StringJoiner("; ");
      if (saved.pausedUntil() == Long.MAX_VALUE) {
        note.add("paused");
      } else if (saved.pausedUntil() > tools().clock().micros()) {
        note.add("paused until " + Table.time(saved.pausedUntil()));
      }
      if (saved.removedAt() != 0) {
        note.add("not in the configuration since " + Table.time(saved.removedAt()));
      }
      if (asked != null) {
        note.add(asked.pausedUntil() == 0 ? "resume asked for" : "pause asked for");
      }
      return note.toString();
    }
  }

  /** Stops forwarding. */
  @Command(
      name = "pause",
      description = "Send nothing for a time; what comes meanwhile is kept. Holds over restarts.")
  static final class Pause extends Step {

    @Parameters(paramLabel = "ID", description = "The uplink's name in the configuration.")
    private String id = "";

    @Option(
        names = "--for",
        paramLabel = "TIME",
        description = "How long: 30m, 12h (default: until it is resumed).")
    private @Nullable Duration time;

    Pause(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      Duration length = time;
      long until =
          length == null
              ? Long.MAX_VALUE
              : tools().clock().micros() + TimeUnit.MILLISECONDS.toMicros(length.toMillis());
      String words = length == null ? "until it is resumed" : "until " + Table.time(until);
      return withState(
          state -> {
            ask(state, id, until, "uplink-paused", id + " " + words);
            err().println("Uplink " + id + " is paused " + words + ".");
          });
    }
  }

  /** Goes on. */
  @Command(
      name = "resume",
      description = "End a pause; also tries again where the destination has refused the gateway.")
  static final class Resume extends Step {

    @Parameters(paramLabel = "ID", description = "The uplink's name in the configuration.")
    private String id = "";

    Resume(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            ask(state, id, 0, "uplink-resumed", id);
            err().println("Uplink " + id + " goes on.");
          });
    }
  }

  /** What will never arrive. */
  @Command(
      name = "dead-letters",
      description = "List the readings that the destination will never take, the newest first.")
  static final class DeadLetters extends Step {

    @Parameters(paramLabel = "ID", description = "The uplink's name in the configuration.")
    private String id = "";

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "100",
        description = "The most that are listed (default: ${DEFAULT-VALUE}).")
    private int limit;

    DeadLetters(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      if (limit < 1) {
        throw new CommandFailed(ExitCode.USAGE, "--limit is at least 1");
      }
      return withState(
          state -> {
            mustBeKnown(state, id);
            UplinkState uplinks = state.uplinkState();
            List<DeadLetter> letters = uplinks.deadLetters(id, limit);
            Table table = new Table("GIVEN UP", "SIGNAL", "TIME", "VALUE", "WHY");
            for (DeadLetter letter : letters) {
              table.row(
                  Table.time(letter.at()),
                  letter.signal(),
                  Table.time(letter.time()),
                  letter.value(),
                  letter.why());
            }
            table.print(out());
            long older = uplinks.fallenOff(id);
            err()
                .println(
                    "As of "
                        + Table.time(tools().clock().micros())
                        + (older == 0 ? "." : "; " + older + " older ones are not kept any more."));
          });
    }
  }
}
