package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The product on a system whose clock is wrong, and is set while it runs: libfaketime stands
 * between it and the system's wall clock, and leaves the monotonic one alone. Its "monotonic fix"
 * is off: with it, timed waits of a JVM end at once.
 */
@Timeout(300)
class WrongClockIT {

  @TempDir Path folder;

  private record Row(Instant time, double value, String quality) {}

  private static Path library() throws IOException {
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"), 3, (file, is) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
      return files.findFirst().orElse(Path.of(""));
    }
  }

  private void set(Duration by) throws IOException {
    Path fresh = Files.writeString(folder.resolve("offset.new"), "%+d".formatted(by.toSeconds()));
    Files.move(fresh, folder.resolve("offset"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Product product, int value) throws Exception {
    assertThat(product.post("/api/v1/write", "oven temperature=" + value).statusCode())
        .isEqualTo(204);
  }

  private static List<Row> rows(Product product) throws Exception {
    List<Row> rows = new ArrayList<>();
    product
        .get("/api/v1/history.csv?signal=oven%2Ftemperature")
        .lines()
        .skip(1)
        .forEach(
            line -> {
              String[] cells = line.split(",", -1);
              rows.add(new Row(Instant.parse(cells[0]), Double.parseDouble(cells[2]), cells[3]));
            });
    return rows;
  }

  @Test
  void readingsOfABoxThatStartedIn1970GetTheirRightTimesOnceItsClockIsSet() throws Exception {
    Path library = library();
    assumeThat(library)
        .as("libfaketime is installed (apt install faketime)")
        .isNotEqualTo(Path.of(""));
    Instant begun = Instant.now();
    set(Duration.ofSeconds(-begun.getEpochSecond() + 3_600));
    try (Product product =
        new Product(folder, "")
            .configured(text -> text.replace("{name: test}", "{name: test, clock: system}"))
            .with("LD_PRELOAD", library.toString())
            .with("DONT_FAKE_MONOTONIC", "1")
            .with("FAKETIME_FORCE_MONOTONIC_FIX", "0")
            .with("FAKETIME_NO_CACHE", "1")
            .with("FAKETIME_TIMESTAMP_FILE", folder.resolve("offset").toString())) {
      product.start();
      for (int i = 0; i < 10; i++) {
        write(product, i);
      }
      assertThat(rows(product))
          .hasSize(10)
          .allSatisfy(
              row -> {
                assertThat(row.time()).isBefore(Instant.EPOCH.plus(Duration.ofDays(1)));
                assertThat(row.quality()).isEqualTo("uncertain");
              });
      JsonNode unset = product.json("/api/v1/health").at("/checks/clock");
      assertThat(unset.get("status").asText()).as("%s", unset).isEqualTo("degraded");

      set(Duration.ZERO);
      write(product, 10);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(rows(product))
                      .hasSize(11)
                      .allSatisfy(
                          row -> {
                            assertThat(row.time())
                                .isBetween(begun.minusSeconds(2), Instant.now().plusSeconds(2));
                            assertThat(row.quality()).isEqualTo("good");
                          }));
      assertThat(rows(product).stream().map(Row::value)).isSorted().doesNotHaveDuplicates();
      assertThat(product.json("/api/v1/health").at("/checks/clock/status").asText())
          .isEqualTo("up");

      // Ten years ahead and back again, and an hour back.
      set(Duration.ofDays(3_652));
      write(product, 11);
      set(Duration.ZERO);
      write(product, 12);
      set(Duration.ofHours(-1));
      write(product, 13);
      String metrics = product.get("/metrics");
      assertThat(metrics)
          .contains("sluice_clock_steps_total{direction=\"forward\"} 2.0")
          .contains("sluice_clock_steps_total{direction=\"back\"} 2.0");
      assertThat(rows(product)).hasSize(14);
      product.ledger();
      product.stop();

      // And once more without the wrong clock: all is as it was.
      product.with("LD_PRELOAD", "").start();
      write(product, 14);
      assertThat(rows(product)).hasSize(15);
      assertThat(product.ledger().at("/history/replaced").asLong()).isZero();
      assertThat(product.ledger().at("/history/expired").asLong()).isZero();
    }
  }
}
