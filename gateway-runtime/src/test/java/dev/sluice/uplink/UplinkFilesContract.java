package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The settings of a kind of uplink as people write them: in the folders {@code good} and {@code
 * bad} beside the test class. Beside each bad file lies all that a person is told about it, as
 * {@code .expected}. Write the file, run the test, read the answer as that person would.
 */
public abstract class UplinkFilesContract {

  /** The factory of the kind. */
  protected abstract UplinkFactory<?> factory();

  @Test
  final void takesItsGoodFiles() throws IOException {
    for (Path file : files("good")) {
      assertThatCode(() -> loader().load(file)).as(file.toString()).doesNotThrowAnyException();
    }
  }

  @Test
  final void refusesItsBadFilesInTheseWords() throws IOException {
    for (Path file : files("bad")) {
      String name = String.valueOf(file.getFileName());
      ConfigException refused =
          catchThrowableOfType(
              ConfigException.class, () -> loader().parse(name, Files.readAllBytes(file)));
      assertThat(refused).as("nothing is wrong with " + file).isNotNull();
      String told =
          refused.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
      Path expected = file.resolveSibling(name.replace(".yaml", ".expected"));
      assertThat(expected).as("what a person should be told; now it is%n%s", told).exists();
      assertThat(told).as(name).isEqualTo(Files.readString(expected));
    }
  }

  private ConfigLoader loader() {
    return new ConfigLoader(Kinds.NONE.withUplinks(Map.of(factory().type(), factory().settings())));
  }

  private List<Path> files(String folder) throws IOException {
    URL url = getClass().getResource(folder);
    assertThat(url).as("a folder '" + folder + "' with configurations beside the test").isNotNull();
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of(URI.create(url.toString())), "*.yaml")) {
      all.forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    files.sort(null);
    return files;
  }
}
