package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.ReferenceWriter;
import dev.sluice.config.SchemaWriter;
import dev.sluice.driver.DriverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What is written about the configuration is what the code reads, with all drivers that ship. */
class ConfigReferenceTest {

  private static final String REGENERATE =
      "mvn -pl packaging -am test -Dtest=ConfigReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.regenerate=true";

  private static final Path PACKAGING = Path.of(System.getProperty("basedir", "."));

  private final List<DriverFactory<?>> drivers = new ArrayList<>();

  ConfigReferenceTest() {
    ServiceLoader.load(DriverFactory.class).forEach(drivers::add);
  }

  @Test
  void theReferenceSaysWhatTheRecordsSay() throws IOException {
    assertUpToDate(
        PACKAGING.resolve("../docs/config-reference.md"), ReferenceWriter.reference(drivers));
  }

  @Test
  void theSchemaSaysWhatTheRecordsSay() throws IOException {
    assertUpToDate(
        PACKAGING.resolve("src/main/etc/sluice.schema.json"), SchemaWriter.schema(drivers));
  }

  @Test
  void theShippedFileChangesNoDefault() throws ConfigException {
    ConfigLoader loader = new ConfigLoader(drivers);
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
