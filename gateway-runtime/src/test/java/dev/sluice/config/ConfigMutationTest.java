package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever a file holds, it is taken or refused with problems: nothing else escapes. */
class ConfigMutationTest {

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "\n",
          "  ",
          "\t",
          "*a",
          "&a ",
          "!t ",
          "\"",
          "'",
          "#",
          "|",
          ">",
          "%",
          "0",
          "-1",
          "1e999",
          "null",
          "~",
          "<<: ",
          "---\n",
          "...",
          "\u0000",
          "é",
          "😀",
          "mqtt",
          "listen",
          "port",
          "{device}",
          "? ",
          ",",
          "99999999999999999999",
          "365000d");

  private final ConfigLoader loader =
      new ConfigLoader(Kinds.ofDrivers(List.of(new PlantFactory())));

  @Property(tries = 500)
  void randomBytesAreTakenOrRefused(@ForAll @Size(max = 300) byte[] content) {
    takenOrRefused(content);
  }

  @Property(tries = 500)
  void randomPiecesOfYamlAreTakenOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    takenOrRefused(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 500)
  void aGoodFileWithChangesIsTakenOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(Files.readString(ConfigFilesTest.resources("good").resolve("full.yaml")));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      text.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
    }
    takenOrRefused(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void takenOrRefused(byte[] content) {
    try {
      assertThat(loader.parse("sluice.yaml", content).config()).isNotNull();
    } catch (ConfigException refused) {
      assertThat(refused.problems()).isNotEmpty().isSorted();
      assertThat(refused.problems())
          .allSatisfy(problem -> assertThat(problem.reason()).isNotBlank());
    }
  }
}
