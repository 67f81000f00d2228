package dev.sluice.app;

import dev.sluice.config.ConfigException;
import dev.sluice.config.Loaded;
import dev.sluice.config.TelemetrySection;
import picocli.CommandLine.Command;

/** {@code sluice run}: the gateway itself. */
@Command(
    name = "run",
    description =
        "Run the gateway in the foreground until SIGTERM or Ctrl-C; the log is on stdout.")
final class RunCommand extends Action {

  RunCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() throws Exception {
    Loaded loaded;
    try {
      loaded = tools().config().load(where().config);
    } catch (ConfigException e) {
      throw new CommandFailed(ExitCode.CONFIG, String.valueOf(e.getMessage()));
    }
    TelemetrySection.Log log = loaded.config().telemetry().log();
    Logs.ofGateway(log.format(), log.level());
    tools().gateway().run(where().config, loaded, where().data);
    return ExitCode.OK.number();
  }
}
