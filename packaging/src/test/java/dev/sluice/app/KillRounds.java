package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after the process was killed, once. */
@Timeout(600)
class KillRounds {

  /** Rounds of kill and restart; the soak runs many more. */
  private static final int ROUNDS = Integer.getInteger("sluice.kill.rounds", 20);

  @TempDir Path folder;

  @Test
  void everyAcknowledgedReadingIsThereAfterEveryKill() throws Exception {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    List<RawPublisher> publishers =
        List.of(
            new RawPublisher("plain-1", "kill/plain/one", false),
            new RawPublisher("plain-2", "kill/plain/two", false),
            new RawPublisher("again-3", "kill/again/three", true));
    try (Product product = new Product(folder, "history: {commit: {acknowledged: 0ms}}")) {
      for (int round = 0; round < ROUNDS; round++) {
        product.start();
        long before = acknowledged(publishers);
        List<Thread> threads = new ArrayList<>();
        for (RawPublisher publisher : publishers) {
          threads.add(Thread.ofPlatform().start(() -> publisher.run(product.mqttPort())));
        }
        // Killed once so many more are acknowledged: a random moment that needs no sleeping.
        long wanted = before + 500 + random.nextInt(6_000);
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> acknowledged(publishers) >= wanted);
        product.kill();
        for (Thread thread : threads) {
          thread.join();
        }
      }
      product.start();
      String message = "seed " + seed;
      assertStored(product.values("kill/plain/one"), publishers.get(0), message);
      assertStored(product.values("kill/plain/two"), publishers.get(1), message);
      // The resending client has sent everything of its broken connections again, but for those of
      // the last kill.
      assertStored(product.values("kill/again/three"), publishers.get(2), message);
      JsonNode ledger = product.ledger();
      assertThat(ledger.get("received")).isEqualTo(ledger.get("journalled"));
      assertThat(ledger.get("losses")).isEmpty();
    }
  }

  private static long acknowledged(List<RawPublisher> publishers) {
    return publishers.stream().mapToLong(publisher -> publisher.acknowledged().size()).sum();
  }

  private static void assertStored(
      Map<Long, Integer> stored, RawPublisher publisher, String message) {
    assertThat(stored.keySet())
        .as("acknowledged but lost, %s", message)
        .containsAll(publisher.acknowledged().keySet());
    assertThat(stored.values()).as("stored more than once, %s", message).containsOnly(1);
    assertThat(stored.keySet())
        .as("stored but never sent, %s", message)
        .allMatch(number -> number >= 0 && number < publisher.sent());
  }
}
