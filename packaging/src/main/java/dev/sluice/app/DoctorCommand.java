package dev.sluice.app;

import dev.sluice.app.Checkup.Finding;
import dev.sluice.app.Checkup.Verdict;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code sluice doctor}: what could keep the gateway from working. */
@Command(
    name = "doctor",
    description = "Look for what could keep the gateway from working; changes nothing.")
final class DoctorCommand extends Action {

  DoctorCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() {
    List<Finding> findings =
        new Checkup(where().config, where().data, tools().config(), tools().clock()).all();
    Table table = new Table("", "WHAT", "FOUND");
    for (Finding finding : findings) {
      table.row(finding.verdict().word(), finding.what(), finding.found());
    }
    table.print(out());
    return findings.stream()
        .filter(finding -> finding.verdict() == Verdict.BAD)
        .findFirst()
        .map(Finding::exitCode)
        .orElse(ExitCode.OK)
        .number();
  }
}
