package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.Product.Said;
import dev.sluice.transfer.Instants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readings out of the product and in again, with and without a gateway that runs. */
@Timeout(180)
class HistoryTransferIT {

  private static final long START = 1_790_000_000_000L;

  @TempDir private Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void folders() throws Exception {
    first = Files.createDirectory(folder.resolve("first"));
    second = Files.createDirectory(folder.resolve("second"));
  }

  /** A number, a counter, a truth value, texts that look like numbers, and what is bad. */
  private static String lines() {
    StringBuilder csv = new StringBuilder("time,signal,value,quality\n");
    for (int i = 0; i < 3_000; i++) {
      long time = START + 1000L * i;
      csv.append(time).append(",oven/temperature,").append(180 + (i % 70) / 10.0).append('\n');
      csv.append(time).append(",oven/energy,").append(i * 3L).append(",uncertain\n");
      csv.append(time).append(",oven/door,").append(i % 60 < 3).append(",good\n");
      csv.append(time).append(",press/program,\"").append(i / 500).append("\",good\n");
      csv.append(time).append(i % 9 == 0 ? ",press/force,,bad\n" : ",press/force,1.5,good\n");
    }
    return csv.append(START)
        .append(",\"press, old/note\",\"two\nlines, \"\"x\"\"\",good\n")
        .toString();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** Journal and stores, byte for byte. */
  private static Map<String, String> contents(Path data) throws Exception {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = data.relativize(file).toString();
        if (name.startsWith("log/") || name.matches("(store|state)\\.db(-wal)?")) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          contents.put(name, HexFormat.of().formatHex(hash));
        }
      }
    }
    assertThat(contents).hasSizeGreaterThan(2);
    return contents;
  }

  private static void done(Said said) {
    assertThat(said.exit()).as(said.text()).isZero();
  }

  private void export(Product product, String name, String... more) throws Exception {
    String[] words = {"history", "export", "--output", file(name).toString()};
    String[] all = new String[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    done(product.say(all));
    assertThat(file(name + ".part")).doesNotExist();
  }

  @Test
  void exportImportExportIsTheSameByteForByteWhoeverDoesIt() throws Exception {
    Files.writeString(file("in.csv"), lines());
    try (Product one = new Product(first, "").start();
        Product other = new Product(second, "")) {
      done(one.say("history", "import", file("in.csv").toString()));
      export(one, "online.csv");
      export(one, "online.ndjson");
      assertThat(Files.readAllLines(file("online.csv"))).hasSize(15_003);
      one.kill();
      // The same folder, read without a gateway after it was killed.
      Map<String, String> before = contents(one.data());
      export(one, "offline.csv");
      export(one, "offline.ndjson");
      assertThat(file("offline.csv")).hasSameBinaryContentAs(file("online.csv"));
      assertThat(contents(one.data())).isEqualTo(before);
      assertThat(file("offline.ndjson")).hasSameBinaryContentAs(file("online.ndjson"));

      // Into another folder, on which no gateway has run yet.
      done(other.say("history", "import", file("online.csv").toString()));
      export(other, "copy.csv");
      assertThat(file("copy.csv")).hasSameBinaryContentAs(file("online.csv"));

      other.start();
      export(other, "copy-online.csv");
      assertThat(file("copy-online.csv")).hasSameBinaryContentAs(file("online.csv"));
      assertThat(other.ledger().get("journalled").asLong()).isEqualTo(15_001);

      // The second time changes nothing but the count of what was replaced.
      done(other.say("history", "import", file("online.csv").toString()));
      export(other, "again.csv");
      assertThat(file("again.csv")).hasSameBinaryContentAs(file("online.csv"));
      assertThat(other.ledger().get("journalled").asLong()).isEqualTo(30_002);
      assertThat(other.say("token", "list").text()).doesNotContain("history");
      other.stop();
    }
  }

  @Test
  void anImportThatWasBrokenOffIsTakenUpByImportingAgain() throws Exception {
    StringBuilder csv = new StringBuilder("time,signal,value,quality\r\n");
    for (int i = 0; i < 300_000; i++) {
      csv.append(Instants.text(START * 1000 + i * 1000L)).append(",a/b,").append(i);
      csv.append(",good\r\n");
    }
    Files.writeString(file("in.csv"), csv);
    try (Product one = new Product(first, "").start()) {
      CompletableFuture<Said> broken =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return one.say("history", "import", file("in.csv").toString());
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              Thread.ofPlatform()::start);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> one.ledger().get("journalled").asLong() > 10_000);
      one.kill();
      Said said = broken.get(60, TimeUnit.SECONDS);
      assertThat(said.exit()).as(said.text()).isEqualTo(69);
      assertThat(said.text()).contains("broken off near line", "Import the same file again");

      long restarted = System.currentTimeMillis();
      one.start();
      done(one.say("history", "import", file("in.csv").toString()));
      export(one, "out.csv");
      assertThat(file("out.csv")).hasSameBinaryContentAs(file("in.csv"));

      // Whoever asks for that time learns why nothing is there.
      JsonNode answer =
          one.json("/api/v1/history?signal=a/b&from=" + (restarted - 1) + "&to=" + (restarted + 1));
      assertThat(answer.at("/gaps/0/cause").asText()).as("%s", answer).isEqualTo("gateway-off");
    }
  }

  @Test
  void reasonsSurviveAsJson() throws Exception {
    Files.writeString(
        file("in.ndjson"),
        """
        {"time":"2026-10-01T00:00:00.000000Z","signal":"$raw/r/s","message":{"topic":"r/s","payload":"AAEC/w==","qos":1,"retain":false},"quality":"good"}
        {"time":"2026-10-01T00:00:00.000000Z","signal":"a/b","value":1,"quality":"good"}
        {"time":"2026-10-01T00:00:01.000000Z","signal":"a/b","value":null,"quality":"bad","reason":"device"}
        {"time":"2026-10-01T00:00:02.000001Z","signal":"a/b","value":2.5,"quality":"uncertain","reason":"clock"}
        """);
    try (Product one = new Product(first, "").start()) {
      done(one.say("history", "import", file("in.ndjson").toString()));
      export(one, "out.ndjson");
      assertThat(file("out.ndjson")).hasSameTextualContentAs(file("in.ndjson"));
      export(one, "some.csv", "--signal", "*/b", "--from", "2026-10-01T00:00:01Z");
      assertThat(Files.readAllLines(file("some.csv")))
          .containsExactly(
              "time,signal,value,quality",
              "2026-10-01T00:00:01.000000Z,a/b,,bad",
              "2026-10-01T00:00:02.000001Z,a/b,2.5,uncertain");
    }
  }

  @Test
  void badLinesAreNamedAndCostNoOther() throws Exception {
    Files.writeString(file("in.csv"), "0,a/b,1\nnever,a/b,2\n2000,a/b,3\n3000,a/b,text\n");
    Files.writeString(file("in.lp"), "m,room=x v=1 1000000000\nm v=\nm v=2\nm v=3 3000000000\n");
    try (Product one = new Product(first, "")) {
      for (int i = 0; i < 2; i++) {
        Said csv = one.say("history", "import", file("in.csv").toString());
        assertThat(csv.exit()).as(csv.text()).isEqualTo(65);
        assertThat(csv.text()).contains("in.csv:2:1: the time is wrong; write it as");
        Said lines = one.say("history", "import", file("in.lp").toString());
        assertThat(lines.exit()).as(lines.text()).isEqualTo(65);
        assertThat(lines.text()).contains("in.lp:2:", "in.lp:3:1: the line has no time; write one");
        export(one, i + ".csv");
        assertThat(Files.readString(file(i + ".csv")).lines())
            .containsExactly(
                "time,signal,value,quality",
                "1970-01-01T00:00:00.000000Z,a/b,1,good",
                "1970-01-01T00:00:02.000000Z,a/b,3,good",
                "1970-01-01T00:00:03.000000Z,a/b,,bad",
                "1970-01-01T00:00:03.000000Z,m/v,3,good",
                "1970-01-01T00:00:01.000000Z,m/room=x/v,1,good");
        // The second time into a gateway that runs.
        one.start();
      }
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    try (Product one = new Product(first, "")) {
      assertThat(one.say("history", "export").exit()).isEqualTo(69);
      assertThat(one.say("history", "import", "nowhere.csv").exit()).isEqualTo(69);
      one.start();
      assertThat(one.say("history", "export").text()).contains("no signal matches **");
      assertThat(one.say("history", "export", "--format", "xml").exit()).isEqualTo(64);
      assertThat(one.say("history", "export", "--from", "noon").exit()).isEqualTo(64);
    }
  }
}
