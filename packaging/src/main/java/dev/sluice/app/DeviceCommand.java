package dev.sluice.app;

import dev.sluice.state.DeviceKeys.DeviceKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice device}: the credentials of MQTT devices. */
@Command(name = "device", description = "Let MQTT devices in from the network, and out again.")
final class DeviceCommand extends Group {

  static CommandLine with(Tools tools) {
    return new CommandLine(new DeviceCommand())
        .addSubcommand(new Add(tools))
        .addSubcommand(new ListAll(tools))
        .addSubcommand(new Remove(tools));
  }

  /** Lets a device in. */
  @Command(
      name = "add",
      description = "Let a device in: prints its user and password, which are never shown again.")
  static final class Add extends Action {

    @Parameters(paramLabel = "NAME", description = "The device's name, its MQTT user name.")
    private String name = "";

    @Option(
        names = "--publish",
        paramLabel = "FILTER",
        description = "A topic filter it may publish to; may be repeated (default: NAME, NAME/#).")
    private List<String> publish = List.of();

    @Option(
        names = "--subscribe",
        paramLabel = "FILTER",
        description = "A topic filter it may subscribe to; may be repeated (default: as above).")
    private List<String> subscribe = List.of();

    Add(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      DeviceKey key = key();
      return withState(
          state -> {
            Optional<String> password = state.deviceKeys().add(key);
            if (password.isEmpty()) {
              throw new CommandFailed(
                  ExitCode.CANNOT_CREATE,
                  "there is a device '" + name + "' already; remove it first for a new password");
            }
            audit(state, "device-added", name);
            out().println("user: " + name);
            out().println("password: " + password.get());
          });
    }

    private DeviceKey key() throws CommandFailed {
      List<String> own = List.of(name, name + "/#");
      try {
        publish.forEach(Add::check);
        subscribe.forEach(Add::check);
        return new DeviceKey(
            name, publish.isEmpty() ? own : publish, subscribe.isEmpty() ? own : subscribe);
      } catch (IllegalArgumentException e) {
        throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
      }
    }

    /** A topic filter as MQTT has it: + and # stand alone in a level, # only in the last one. */
    private static void check(String filter) {
      String[] levels = filter.split("/", -1);
      for (int i = 0; i < levels.length; i++) {
        String level = levels[i];
        boolean wild = level.contains("+") || level.contains("#");
        if ((wild && level.length() > 1) || (level.equals("#") && i < levels.length - 1)) {
          throw new IllegalArgumentException(
              "'" + filter + "' is no topic filter: + and # stand alone in a level, # at the end");
        }
      }
      if (filter.isEmpty() || filter.length() > 1000 || filter.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a topic filter has 1 to 1000 characters");
      }
    }
  }

  /** Lists devices. */
  @Command(name = "list", description = "List the devices and their topics.")
  static final class ListAll extends Action {

    ListAll(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            Table table = new Table("NAME", "PUBLISHES", "SUBSCRIBES");
            for (DeviceKey key : state.deviceKeys().all()) {
              table.row(
                  key.name(), String.join(" ", key.publish()), String.join(" ", key.subscribe()));
            }
            table.print(out());
          });
    }
  }

  /** Shuts a device out. */
  @Command(
      name = "remove",
      description = "Shut a device out, also where it is connected now; its readings stay.")
  static final class Remove extends Action {

    @Parameters(paramLabel = "NAME", description = "The device's name.")
    private String name = "";

    Remove(Tools tools) {
      super(tools);
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
      return withState(
          state -> {
            if (!state.deviceKeys().remove(name)) {
              throw new CommandFailed(
                  ExitCode.UNAVAILABLE, "there is no device '" + name + "'; see device list");
            }
            audit(state, "device-removed", name);
            err().println("Device " + name + " is shut out.");
          });
    }
  }
}
