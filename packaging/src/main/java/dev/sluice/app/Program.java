package dev.sluice.app;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** How this program is called: its launcher beside the jars, else the plain word. */
final class Program {

  private static final String NAME = "sluice";

  private Program() {}

  /** The launcher's path, or {@code sluice} where the program was started in another way. */
  static String launcher() {
    CodeSource source = Program.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return NAME;
    }
    try {
      // The jar lies in lib/, the launcher in bin/ beside it.
      Path launcher = Path.of(source.getLocation().toURI()).resolve("../../bin/sluice").normalize();
      return Files.isExecutable(launcher) ? launcher.toString() : NAME;
    } catch (URISyntaxException | IllegalArgumentException e) {
      return NAME;
    }
  }
}
