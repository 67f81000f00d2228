package dev.sluice.app;

import dev.sluice.config.ConfigException;
import dev.sluice.config.Problem;
import picocli.CommandLine.Command;

/** {@code sluice check-config}: everything that is wrong with a configuration. */
@Command(
    name = "check-config",
    description = "Check the configuration: prints each problem as FILE:LINE:COLUMN: REASON.")
final class CheckConfigCommand extends Action {

  CheckConfigCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() {
    try {
      tools().config().load(where().config);
      out().println(where().config + ": good");
      return ExitCode.OK.number();
    } catch (ConfigException e) {
      for (Problem problem : e.problems()) {
        out().println(problem);
      }
      return ExitCode.CONFIG.number();
    }
  }
}
