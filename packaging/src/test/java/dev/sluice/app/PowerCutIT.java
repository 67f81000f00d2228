package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after the disk lost all that was not synced. */
@Timeout(600)
class PowerCutIT {

  /** Cuts and restarts; the soak makes many more. */
  private static final int CUTS = Integer.getInteger("sluice.power.cuts", 5);

  @TempDir Path folder;

  @Test
  void everyAcknowledgedReadingIsThereAfterEveryPowerCut() throws Exception {
    assumeThat(System.getProperty("user.name")).as("run by").isEqualTo("root");
    Tool.assumeThere("losetup", "mkfs.ext4", "mount", "umount");
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    RawPublisher plain = new RawPublisher("plain", "cut/plain", false);
    RawPublisher again = new RawPublisher("again", "cut/again", true);
    Product product = new Product(folder, "history: {commit: {acknowledged: 0ms}}");
    Files.createDirectory(product.data());
    try (FrailDisk disk = FrailDisk.mounted(folder.resolve("disk.img"), product.data());
        product) {
      for (int cut = 0; cut < CUTS; cut++) {
        product.start();
        Thread one = Thread.ofPlatform().start(() -> plain.run(product.mqttPort()));
        Thread two = Thread.ofPlatform().start(() -> again.run(product.mqttPort()));
        long before = acknowledged(plain, again);
        long wanted = before + 500 + random.nextInt(6_000);
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> acknowledged(plain, again) >= wanted);
        disk.cutPower();
        if (cut % 2 == 1) {
          // A disk that is gone must not be acknowledged either: the clients are sent away.
          assertThat(one.join(Duration.ofSeconds(30))).as("disconnected").isTrue();
        }
        product.kill();
        one.join();
        two.join();
        disk.comesBack();
      }
      product.start();
      assertThat(product.values("cut/plain").keySet())
          .as("acknowledged but lost, seed %d", seed)
          .containsAll(plain.acknowledged().keySet());
      assertThat(product.values("cut/again").keySet())
          .as("acknowledged but lost, seed %d", seed)
          .containsAll(again.acknowledged().keySet());
      assertThat(product.values("cut/again").values()).as("seed %d", seed).containsOnly(1);
      JsonNode ledger = product.ledger();
      assertThat(ledger.get("journalled").asLong())
          .isGreaterThanOrEqualTo(acknowledged(plain, again));
      // A write that the cut tore is an end, not damage.
      assertThat(ledger.get("losses"))
          .as("seed %d", seed)
          .noneMatch(loss -> loss.get("cause").asText().equals("journal-damaged"));
    }
  }

  private static long acknowledged(RawPublisher one, RawPublisher two) {
    return (long) one.acknowledged().size() + two.acknowledged().size();
  }
}
