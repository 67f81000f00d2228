package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.config.ReferenceWriter;
import dev.sluice.config.SchemaWriter;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is written about the configuration is what the code reads, with all drivers that ship. */
class ConfigReferenceTest {

  private static final String REGENERATE =
      "mvn -pl packaging -am test -Dtest=ConfigReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.regenerate=true";

  private static final Path PACKAGING = Path.of(System.getProperty("basedir", "."));

  private final Kinds kinds =
      Kinds.ofDrivers(DriverCatalogue.load().all()).withUplinks(UplinkCatalogue.load().settings());

  @Test
  void theReferenceSaysWhatTheRecordsSay() throws IOException {
    assertUpToDate(
        PACKAGING.resolve("../docs/config-reference.md"), ReferenceWriter.reference(kinds));
  }

  @Test
  void theSchemaSaysWhatTheRecordsSay() throws IOException {
    assertUpToDate(
        PACKAGING.resolve("src/main/etc/sluice.schema.json"), SchemaWriter.schema(kinds));
  }

  @Test
  void theShippedFileChangesNoDefault() throws ConfigException {
    ConfigLoader loader = new ConfigLoader(kinds);
    assertThat(loader.load(PACKAGING.resolve("src/main/etc/sluice.yaml")).config())
        .isEqualTo(loader.parse("empty", new byte[0]).config());
  }

  private static void assertUpToDate(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("sluice.regenerate")) {
      Files.createDirectories(file.toAbsolutePath().normalize().getParent());
      Files.writeString(file, generated);
    }
    assertThat(file)
        .as("made from the code; to make it again: " + REGENERATE)
        .exists()
        .content()
        .isEqualTo(generated);
  }
}
