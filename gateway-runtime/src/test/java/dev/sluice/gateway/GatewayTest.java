package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.config.Loaded;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.files.RealDisk;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Reading;
import dev.sluice.model.Sample;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake.Verdict;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
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
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway without its faces over a real folder, started again after all that may happen. */
@Timeout(60)
class GatewayTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long HOUR = 3_600_000_000L;
  private static final SignalId OVEN = new SignalId("oven", "temperature");
  private static final SignalId PRESS = new SignalId("press", "force");

  @TempDir private Path temp;

  private Path data;
  private final WallTime clock = new WallTime();
  private final InMemoryBrokerState state = new InMemoryBrokerState();
  private final InMemoryUplinkState uplinkState = new InMemoryUplinkState();
  private int lives;
  private @Nullable Gateway running;

  /** Wall time by hand; monotonic time is real, as the pipeline's patience is. */
  private static final class WallTime implements WallClock {
    private final ManualClock wall = new ManualClock(NOW);

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
      return true;
    }
  }

  @BeforeEach
  void open() throws Exception {
    data = Files.createDirectory(temp.resolve("data"));
    start();
  }

  @AfterEach
  void close() throws IOException {
    if (running != null) {
      running.close();
    }
  }

  private Gateway gateway() {
    return Objects.requireNonNull(running, "no gateway is running");
  }

  private void start() throws Exception {
    Path file =
        Files.writeString(temp.resolve("sluice.yaml"), "history: {commit: {acknowledged: 0ms}}\n");
    Loaded loaded = new ConfigLoader(Kinds.NONE).load(file);
    running =
        Gateway.open(
            new Gateway.Parts(
                loaded.config(),
                loaded.signals(),
                data,
                new RealDisk(),
                state,
                uplinkState,
                new DriverCatalogue(List.of()),
                new UplinkCatalogue(List.of()),
                new TroubleBook(10),
                clock,
                new Random(1),
                "1.0",
                "boot-" + ++lives,
                new InMemoryAudit(),
                message -> {
                  throw new Refusal(Cause.NOT_READY, "no broker here");
                },
                new InMemoryGapBook()));
    gateway()
        .start(
            () -> {
              throw new AssertionError("the pipeline has failed");
            });
  }

  private void restart() throws Exception {
    gateway().close();
    start();
  }

  /** Goes on with what is on the disk now, as after a crash. */
  private void crash() throws Exception {
    stopDead();
    start();
  }

  /** What was on the disk stays; the life ends unseen. */
  private void stopDead() throws IOException {
    Path image = temp.resolve("image-" + lives);
    copy(data, image);
    gateway().close();
    data = image;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Outcome publish(SignalId id, double value) throws Exception {
    return offer(List.of(Sample.of(id, new Value.Num(value))));
  }

  private Outcome publishMany(SignalId id, int count) throws Exception {
    return offer(Collections.nCopies(count, Sample.of(id, new Value.Num(count))));
  }

  private Outcome offer(List<Sample> samples) throws Exception {
    Arrival arrival =
        new Arrival("client-1", Care.ACKNOWLEDGED, false, samples, null, null, new Receipt());
    assertThat(gateway().intake().offer(arrival)).isEqualTo(Verdict.TAKEN);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    arrival.receipt().whenSettled(outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private void store(SignalId id, int from, int below) throws Exception {
    for (int i = from; i < below; i++) {
      assertThat(publish(id, i)).isEqualTo(Outcome.STORED);
    }
  }

  private List<Double> history(SignalId id) {
    List<Double> values = new ArrayList<>();
    try {
      gateway()
          .export(
              List.of(id),
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              (signal, value, quality, time) -> {
                if (value instanceof Value.Num num) {
                  values.add(num.number());
                }
              });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return values;
  }

  private static List<Double> numbers(int from, int below) {
    return IntStream.range(from, below).mapToObj(i -> (double) i).toList();
  }

  private @Nullable Reading last(SignalId id) {
    Signal signal = gateway().signals().find(id);
    return signal == null ? null : gateway().live().last(signal.index());
  }

  private LedgerView balancedLedger() {
    LedgerView ledger = gateway().ledger();
    assertThat(ledger.balanced()).as("%s", ledger).isTrue();
    return ledger;
  }

  @Test
  void afterARestartEverythingIsWhereItWas() throws Exception {
    store(OVEN, 0, 100);
    Reading before = last(OVEN);
    LedgerView ledger = balancedLedger();

    restart();
    assertThat(last(OVEN)).isEqualTo(before);
    assertThat(history(OVEN)).isEqualTo(numbers(0, 100));
    assertThat(balancedLedger()).isEqualTo(ledger);
    store(OVEN, 100, 110);
    assertThat(history(OVEN)).isEqualTo(numbers(0, 110));
    assertThat(balancedLedger().journalled()).isEqualTo(110);
  }

  @Test
  void afterACrashEveryAcknowledgedReadingIsThere() throws Exception {
    for (int life = 0; life < 5; life++) {
      store(OVEN, life * 20, life * 20 + 20);
      store(PRESS, life * 10, life * 10 + 10);
      crash();
      assertThat(history(OVEN)).isEqualTo(numbers(0, life * 20 + 20));
      assertThat(history(PRESS)).isEqualTo(numbers(0, life * 10 + 10));
      assertThat(balancedLedger().journalled()).isEqualTo((life + 1) * 30L);
    }
  }

  @Test
  void whateverTheClockDoesNoAcknowledgedReadingIsReplaced() throws Exception {
    store(OVEN, 0, 50);
    clock.wall.set(NOW - HOUR);
    store(OVEN, 50, 100);
    crash();
    store(OVEN, 100, 150);
    clock.wall.set(NOW);
    store(OVEN, 150, 200);
    clock.wall.set(NOW - HOUR);
    restart();
    store(OVEN, 200, 250);

    assertThat(history(OVEN)).containsExactlyInAnyOrderElementsOf(numbers(0, 250));
    assertThat(balancedLedger().history().replaced()).isZero();
  }

  @Test
  void aRemovedSignalStaysRemovedAndItsNameCanBeUsedAgain() throws Exception {
    store(OVEN, 0, 10);
    gateway().forget(OVEN);
    assertThat(last(OVEN)).isNull();

    crash();
    assertThat(gateway().signals().find(OVEN)).isNull();
    assertThat(history(OVEN)).isEmpty();
    assertThat(balancedLedger().journalled()).isEqualTo(10);
    store(OVEN, 50, 53);
    restart();
    assertThat(history(OVEN)).isEqualTo(numbers(50, 53));
  }

  @Test
  void aDeviceGoesWithAllItsSignalsAndLeavesTheOthers() throws Exception {
    SignalId door = new SignalId("oven", "door");
    store(OVEN, 0, 10);
    store(door, 0, 10);
    store(PRESS, 0, 10);
    assertThat(gateway().forgetDevice("oven")).isEqualTo(2);

    crash();
    assertThat(gateway().signals().find(OVEN)).isNull();
    assertThat(gateway().signals().find(door)).isNull();
    assertThat(history(OVEN)).isEmpty();
    assertThat(history(PRESS)).isEqualTo(numbers(0, 10));
    assertThatThrownBy(() -> gateway().forgetDevice("oven"))
        .isInstanceOfSatisfying(
            Commands.Refused.class,
            refused -> assertThat(refused.why()).isEqualTo(Commands.Refused.Why.UNKNOWN));
  }

  @Test
  void ifTheStoreIsLostWhatTheJournalHasComesBack() throws Exception {
    store(OVEN, 0, 100);
    gateway().close();
    for (String part : List.of("store.db", "store.db-wal", "store.db-shm")) {
      Files.deleteIfExists(data.resolve(part));
    }
    start();
    assertThat(history(OVEN)).isEqualTo(numbers(0, 100));
    assertThat(balancedLedger().journalled()).isEqualTo(100);
  }

  @Test
  void ifTheJournalIsLostWhatWasSealedIsKeptAndSeqsGoOn() throws Exception {
    List<Long> seqs = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      store(OVEN, i, i + 1);
      seqs.add(Objects.requireNonNull(last(OVEN), "no reading").seq());
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> gateway().ledger().history().kept() > 0);
    long kept = gateway().ledger().history().kept();
    gateway().close();
    delete(data.resolve("log"));

    start();
    int sealed = Math.toIntExact(kept);
    assertThat(history(OVEN)).isEqualTo(numbers(0, sealed));
    assertThat(balancedLedger().journalled()).isEqualTo(sealed);
    store(OVEN, 5_000, 5_001);
    assertThat(Objects.requireNonNull(last(OVEN), "no reading").seq())
        .isGreaterThan(seqs.get(sealed - 1));
    assertThat(history(OVEN)).hasSize(sealed + 1).endsWith(5_000.0);
  }

  @Test
  void itRunsAndStartsAlthoughTheStoreCannotBeWritten() throws Exception {
    store(OVEN, 0, 1);
    try (Statement lock = lockStore()) {
      for (int i = 0; i < 20; i++) {
        assertThat(publishMany(OVEN, 1_000)).isEqualTo(Outcome.STORED);
      }
      stopDead();
      lock.getConnection().close();
    }
    try (Statement lock = lockStore()) {
      start();
      store(OVEN, 7, 8);
      assertThat(history(OVEN)).hasSize(20_002);
      lock.getConnection().close();
    }
    balancedLedger();
  }

  private Statement lockStore() throws Exception {
    Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("store.db"));
    Statement statement = other.createStatement();
    statement.execute("BEGIN IMMEDIATE");
    return statement;
  }
}
