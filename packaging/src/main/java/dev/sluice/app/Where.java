package dev.sluice.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the gateway's files are: two options that every command has. */
final class Where {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/sluice/sluice.yaml",
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  Path config = Path.of("/etc/sluice/sluice.yaml");

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "/var/lib/sluice",
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("/var/lib/sluice");
}
