package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each rule of the configuration is one small bad file, and beside it all that a person is told
 * about it. Write the file, run the test, read the answer as that person would.
 */
class ConfigFilesTest {

  private final ConfigLoader loader =
      new ConfigLoader(
          Kinds.ofDrivers(List.of(new PlantFactory()))
              .withUplinks(Map.of("cloud", CloudSettings.class, "lake", LakeSettings.class)));

  /** A kind of uplink that takes readings only. */
  public record LakeSettings(@Setting(value = "Where.", example = "u") String url) {}

  @TestFactory
  List<DynamicTest> goodFilesAreTaken() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files("good")) {
      tests.add(
          DynamicTest.dynamicTest(
              name(file), () -> assertThat(loader.load(file).config()).isNotNull()));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  @TestFactory
  List<DynamicTest> badFilesAreRefusedInTheseWords() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files("bad")) {
      tests.add(DynamicTest.dynamicTest(name(file), () -> assertRefused(file)));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private void assertRefused(Path file) throws IOException {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> loader.parse(name(file), Files.readAllBytes(file)));
    assertThat(refused).as("no problem was found").isNotNull();
    String told =
        refused.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
    Path expected = file.resolveSibling(name(file).replace(".yaml", ".expected"));
    assertThat(expected).as("what a person should be told; now it is%n%s", told).exists();
    assertThat(told).isEqualTo(Files.readString(expected));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> files(String folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(resources(folder), "*.yaml")) {
      all.forEach(files::add);
    }
    files.sort(null);
    return files;
  }

  static Path resources(String folder) {
    try {
      return Path.of(
          Objects.requireNonNull(ConfigFilesTest.class.getResource("/config/" + folder)).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
