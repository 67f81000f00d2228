package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.config.Loaded;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.files.RealDisk;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.state.InMemoryAudit;
import dev.sluice.state.InMemoryBrokerState;
import dev.sluice.state.InMemoryGapBook;
import dev.sluice.state.InMemoryUplinkState;
import dev.sluice.time.ManualClock;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway knows when it was off, however it ended. */
@Timeout(60)
class GatewayGapsTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long MINUTE = 60_000_000L;
  private static final SignalId OVEN = new SignalId("oven", "temperature");

  @TempDir private Path temp;

  private final WallTime clock = new WallTime();
  private final InMemoryBrokerState state = new InMemoryBrokerState();
  private final InMemoryUplinkState uplinkState = new InMemoryUplinkState();
  private InMemoryGapBook book = new InMemoryGapBook();
  private int lives;
  private @Nullable Gateway running;

  /** Wall time by hand; monotonic time is real, as the pipeline's patience is. */
  private static final class WallTime implements WallClock {
    private final ManualClock wall = new ManualClock(NOW);
    private volatile boolean trusted = true;

    @Override
    public long micros() {
      return wall.micros();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public boolean trusted() {
      return trusted;
    }
  }

  @AfterEach
  void close() throws IOException {
    if (running != null) {
      running.close();
    }
  }

  private Path data() {
    return temp.resolve("data-" + lives);
  }

  private void start() throws Exception {
    Path file =
        Files.writeString(temp.resolve("sluice.yaml"), "history: {commit: {acknowledged: 0ms}}\n");
    Loaded loaded = new ConfigLoader(Kinds.NONE).load(file);
    Files.createDirectories(data());
    running =
        Gateway.open(
            new Gateway.Parts(
                loaded.config(),
                loaded.signals(),
                data(),
                new RealDisk(),
                state,
                uplinkState,
                new DriverCatalogue(List.of()),
                new UplinkCatalogue(List.of()),
                new TroubleBook(10),
                clock,
                new Random(1),
                "1.0",
                "boot-" + lives,
                new InMemoryAudit(),
                message -> {
                  throw new Refusal(Cause.NOT_READY, "no broker here");
                },
                book));
    running.start(
        () -> {
          throw new AssertionError("the pipeline has failed");
        });
  }

  private Gateway gateway() {
    return Objects.requireNonNull(running, "no gateway is running");
  }

  private void stop() throws IOException {
    gateway().close();
    copyData();
    running = null;
  }

  /** What was on the disk stays; the life ends unseen. */
  private void kill() throws IOException {
    InMemoryGapBook then = book.copy();
    copyData();
    gateway().close();
    running = null;
    book = then;
  }

  private void copyData() throws IOException {
    Path from = data();
    lives++;
    Path to = data();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private void publish() throws Exception {
    Arrival arrival =
        new Arrival(
            "client-1",
            Care.ACKNOWLEDGED,
            false,
            List.of(Sample.of(OVEN, new Value.Num(1))),
            null,
            null,
            new Receipt());
    gateway().intake().offer(arrival);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    arrival.receipt().whenSettled(outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.STORED);
  }

  private List<Gap> gaps() {
    return gateway().gaps(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Gap off(long from, long to) {
    return new Gap(GapBook.Cause.GATEWAY_OFF, "", NOW + from * MINUTE, NOW + to * MINUTE);
  }

  @Test
  void aFirstStartHasNoGap() throws Exception {
    start();
    assertThat(gaps()).isEmpty();
  }

  @Test
  void afterAKillItWasOffFromTheLastCommittedRecordOn() throws Exception {
    start();
    publish();
    clock.wall.set(NOW + 5 * MINUTE);
    publish();
    clock.wall.set(NOW + 6 * MINUTE);
    kill();
    clock.wall.set(NOW + 30 * MINUTE);
    start();
    assertThat(gaps()).containsExactly(off(5, 30));
    // A life without a reading still was one.
    kill();
    clock.wall.set(NOW + 40 * MINUTE);
    start();
    assertThat(gaps()).containsExactly(off(5, 30), off(30, 40));
  }

  @Test
  void afterAStopInGoodOrderItWasOffFromTheMomentItStopped() throws Exception {
    start();
    publish();
    clock.wall.set(NOW + 7 * MINUTE);
    stop();
    clock.wall.set(NOW + 9 * MINUTE);
    start();
    assertThat(gaps()).containsExactly(off(7, 9));
    assertThat(gateway().gaps(NOW, NOW + 6 * MINUTE)).isEmpty();
    assertThat(gateway().gaps(NOW + 8 * MINUTE, NOW + 8 * MINUTE)).hasSize(1);
  }

  @Test
  void aStartInTheYear1970SaysNothingYetAndSpoilsNothing() throws Exception {
    start();
    publish();
    kill();
    clock.trusted = false;
    clock.wall.set(1_000_000L);
    start();
    assertThat(gaps()).isEmpty();
    kill();
    clock.trusted = true;
    clock.wall.set(NOW + 20 * MINUTE);
    start();
    assertThat(gaps()).containsExactly(off(0, 20));
  }
}
