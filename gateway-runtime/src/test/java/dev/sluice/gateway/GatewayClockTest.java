package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.config.Loaded;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.files.RealDisk;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Quality;
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
import dev.sluice.state.Audit;
import dev.sluice.state.GapBook;
import dev.sluice.state.InMemoryAudit;
import dev.sluice.state.InMemoryBrokerState;
import dev.sluice.state.InMemoryGapBook;
import dev.sluice.state.InMemoryUplinkState;
import dev.sluice.time.FastClock;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of readings when the clock is wrong, is set, and is set again. */
@Timeout(90)
class GatewayClockTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long MINUTE = 60_000_000L;
  private static final long HOUR = 60 * MINUTE;
  private static final SignalId OVEN = new SignalId("oven", "temperature");

  @TempDir private Path temp;

  private Path data;
  private final FastClock clock = new FastClock(NOW, 1);
  private final InMemoryBrokerState state = new InMemoryBrokerState();
  private final InMemoryUplinkState uplinkState = new InMemoryUplinkState();
  private final InMemoryAudit audit = new InMemoryAudit();
  private final InMemoryGapBook gaps = new InMemoryGapBook();
  private int lives;
  private int published;
  private @Nullable Gateway running;

  /** A reading as history has it. */
  private record Row(double value, Quality quality, long time) {}

  @BeforeEach
  void makeFolder() throws IOException {
    data = Files.createDirectory(temp.resolve("data"));
    clock.system("boot-a");
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
        Files.writeString(
            temp.resolve("sluice.yaml"),
            "history: {commit: {acknowledged: 0ms}, retention: {age: 30d}}\n");
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
                "life-" + ++lives,
                audit,
                message -> {
                  throw new Refusal(Cause.NOT_READY, "no broker here");
                },
                gaps));
    gateway()
        .start(
            () -> {
              throw new AssertionError("the pipeline has failed");
            });
  }

  /** Boots a box without a clock of its own. */
  private void startIn1970() throws Exception {
    clock.trust(false);
    clock.step(Duration.ofNanos((30_000_000 - clock.micros()) * 1_000));
    start();
  }

  private void timeServerSays(long micros) {
    clock.step(Duration.ofNanos((micros - clock.micros()) * 1_000));
    clock.trust(true);
  }

  /** What was on the disk stays; the life ends unseen. */
  private void stopDead() throws IOException {
    Path image = temp.resolve("image-" + lives);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.copy(file, image.resolve(data.relativize(file)));
      }
    }
    gateway().close();
    data = image;
  }

  private void publish(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      offer(Sample.of(OVEN, new Value.Num(published++)));
    }
  }

  private void publishAtOnce(int count) throws Exception {
    offer(
        IntStream.range(0, count)
            .mapToObj(i -> Sample.of(OVEN, new Value.Num(published++)))
            .toArray(Sample[]::new));
  }

  private void offer(Sample... samples) throws Exception {
    Arrival arrival =
        new Arrival(
            "client-1", Care.ACKNOWLEDGED, false, List.of(samples), null, null, new Receipt());
    assertThat(gateway().intake().offer(arrival)).isEqualTo(Verdict.TAKEN);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    arrival.receipt().whenSettled(outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.STORED);
  }

  private List<Row> history() {
    List<Row> rows = new ArrayList<>();
    try {
      gateway()
          .export(
              List.of(OVEN),
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              (signal, value, quality, time) ->
                  rows.add(
                      new Row(
                          value instanceof Value.Num num ? num.number() : Double.NaN,
                          quality,
                          time)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return rows;
  }

  private Reading last() {
    Signal signal = Objects.requireNonNull(gateway().signals().find(OVEN), "the signal");
    return Objects.requireNonNull(gateway().live().last(signal.index()), "its last reading");
  }

  /** Everything published is there, in its order, once, good, and between these times. */
  private void awaitAllRight(long from, long to) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              List<Row> rows = history();
              assertThat(rows).hasSize(published);
              assertThat(rows)
                  .allSatisfy(
                      row -> {
                        assertThat(row.quality()).isEqualTo(Quality.GOOD);
                        assertThat(row.time()).isBetween(from, to);
                      });
            });
    assertThat(history().stream().map(row -> (int) row.value()))
        .containsExactlyElementsOf(IntStream.range(0, published).boxed().toList());
    LedgerView ledger = gateway().ledger();
    assertThat(ledger.balanced()).as("%s", ledger).isTrue();
    assertThat(ledger.history().replaced()).isZero();
  }

  private void awaitSealed(long atLeast) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(gateway().ledger().history().kept()).isGreaterThanOrEqualTo(atLeast));
  }

  private double meter(String name, String label) {
    return gateway().meters().stream()
        .filter(meter -> meter.name().equals(name))
        .filter(meter -> label.isEmpty() || meter.labels().containsValue(label))
        .mapToDouble(Meter::value)
        .sum();
  }

  private Condition health() {
    return Objects.requireNonNull(gateway().health().checks().get("clock"), "clock").condition();
  }

  @Test
  void readingsOfABoxThatStartedIn1970GetTheirRightTimes() throws Exception {
    startIn1970();
    publish(20);
    assertThat(history()).allSatisfy(row -> assertThat(row.time()).isLessThan(HOUR));
    assertThat(last().quality()).isEqualTo(Quality.UNCERTAIN_CLOCK);
    assertThat(health()).isEqualTo(Condition.DEGRADED);
    assertThat(meter("clock_trusted", "")).isZero();

    clock.advance(Duration.ofMinutes(5));
    publish(20);
    timeServerSays(NOW);
    publish(20);
    awaitAllRight(NOW - 6 * MINUTE, NOW + MINUTE);
    assertThat(history().get(20).time() - history().get(19).time())
        .as("the five minutes between them")
        .isBetween(5 * MINUTE, 6 * MINUTE);
    assertThat(last().quality()).isEqualTo(Quality.GOOD);
    assertThat(meter("clock_trusted", "")).isEqualTo(1);
    assertThat(meter("clock_steps_total", "forward")).isEqualTo(1);
    assertThat(health()).isEqualTo(Condition.UP);
  }

  @Test
  void theLastValueIsRightWithoutANewReading() throws Exception {
    startIn1970();
    publish(3);
    timeServerSays(NOW);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(last().quality()).isEqualTo(Quality.GOOD));
    assertThat(last().time()).isBetween(NOW - MINUTE, NOW + MINUTE);
    assertThat(last().received()).isBetween(NOW - MINUTE, NOW + MINUTE);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
  }

  @Test
  void whatIsInTheStoreAlreadyIsMovedToo() throws Exception {
    startIn1970();
    publishAtOnce(900);
    publishAtOnce(900);
    publishAtOnce(900);
    awaitSealed(2_048);
    publish(10);
    timeServerSays(NOW);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
    gateway().close();
    start();
    publish(10);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
    assertThat(last().quality()).isEqualTo(Quality.GOOD);
  }

  /** As after an hour without the time server, on a board that starts where it was switched off. */
  @Test
  void aShiftThatLandsOnTimesNotYetMovedLosesNothing() throws Exception {
    clock.trust(false);
    start();
    for (int i = 0; i < 6; i++) {
      publishAtOnce(700);
      clock.advance(Duration.ofMinutes(10));
    }
    awaitSealed(2_048);
    timeServerSays(clock.micros() + 20 * MINUTE);
    publishAtOnce(700);
    awaitAllRight(NOW + 19 * MINUTE, NOW + 82 * MINUTE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRestartOfTheProgramInBetweenDoesNotMatter(boolean dead) throws Exception {
    startIn1970();
    publishAtOnce(900);
    publishAtOnce(900);
    publishAtOnce(900);
    awaitSealed(2_048);
    publish(5);
    end(dead);
    start();
    publish(5);
    timeServerSays(NOW);
    publish(5);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
    end(dead);
    start();
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
  }

  private void end(boolean dead) throws IOException {
    if (dead) {
      stopDead();
    } else {
      gateway().close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theClockMayBeSetWhileTheProgramDoesNotRun(boolean dead) throws Exception {
    startIn1970();
    publish(5);
    end(dead);
    timeServerSays(NOW);
    start();
    publish(5);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
  }

  /** Nobody knows how long it was off. */
  @Test
  void afterARestartOfTheSystemWhatCameBeforeStaysUncertain() throws Exception {
    startIn1970();
    publish(5);
    gateway().close();
    clock.system("boot-b");
    start();
    publish(5);
    timeServerSays(NOW);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(last().quality()).isEqualTo(Quality.GOOD));
    List<Row> rows = history();
    assertThat(rows).hasSize(10);
    assertThat(rows.subList(0, 5))
        .allSatisfy(row -> assertThat(row.quality()).isEqualTo(Quality.UNCERTAIN_CLOCK));
    assertThat(rows.subList(5, 10))
        .allSatisfy(row -> assertThat(row.time()).isBetween(NOW - MINUTE, NOW + MINUTE));
  }

  @Test
  void aTimeThatCameInThePayloadIsNeverTouched() throws Exception {
    startIn1970();
    publish(1);
    // Even one that could be ours, and one that is what ours will become.
    long[] times = {clock.micros() / 1_000 * 1_000 + 7, NOW - 3 * HOUR, NOW};
    for (long time : times) {
      offer(new Sample(OVEN, new Value.Num(-1), Quality.GOOD, time, null));
    }
    timeServerSays(NOW);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(history()).noneMatch(row -> row.quality() == Quality.UNCERTAIN_CLOCK));
    assertThat(history().stream().filter(row -> row.value() == -1).map(Row::time))
        .containsExactlyInAnyOrder(times[0], times[1], times[2]);
  }

  @Test
  void badReadingsOfTheGatewaysOwnTimeAreMovedAndStayBad() throws Exception {
    startIn1970();
    offer(new Sample(OVEN, null, Quality.BAD_DEVICE, Sample.NO_TIME, null));
    assertThat(last().quality().reason()).isEqualTo("device");
    timeServerSays(NOW);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(history())
                    .singleElement()
                    .satisfies(
                        row -> {
                          assertThat(row.quality()).isEqualTo(Quality.BAD_DEVICE);
                          assertThat(row.time()).isBetween(NOW - MINUTE, NOW + MINUTE);
                        }));
  }

  /** A person sets it roughly, then the time server comes. */
  @Test
  void severalStepsBeforeItIsTrustedAddUp() throws Exception {
    startIn1970();
    publish(5);
    clock.step(Duration.ofNanos((NOW - 9 * HOUR - clock.micros()) * 1_000));
    publish(5);
    gateway().close();
    start();
    clock.step(Duration.ofHours(11));
    publish(5);
    timeServerSays(NOW);
    publish(5);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
    assertThat(history()).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1, 24 * 3_652, -24 * 3_652})
  void aClockThatIsTrustedAndSetAllTheSameIsAnEvent(long hours) throws Exception {
    start();
    publishAtOnce(900);
    publishAtOnce(900);
    publishAtOnce(900);
    awaitSealed(2_048);
    clock.step(Duration.ofHours(hours));
    publish(10);
    assertThat(meter("clock_steps_total", hours > 0 ? "forward" : "back")).isEqualTo(1);
    assertThat(meter("clock_steps_total", hours > 0 ? "back" : "forward")).isZero();
    assertThat(health()).isEqualTo(Condition.DEGRADED);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(audit.newest(10))
                    .extracting(Audit.Act::what)
                    .containsExactly("clock-set"));
    assertThat(gateway().gaps(Long.MIN_VALUE, Long.MAX_VALUE))
        .filteredOn(gap -> gap.cause() == GapBook.Cause.CLOCK_STEP)
        .extracting(gap -> TimeUnit.MICROSECONDS.toSeconds(gap.to() - gap.from() + 500_000))
        .containsExactlyElementsOf(
            hours > 0 ? List.of(Duration.ofHours(hours).toSeconds()) : List.of());
    clock.advance(Duration.ofSeconds(6)); // retention looks every five
    publishAtOnce(900);
    publishAtOnce(900);
    publishAtOnce(900);
    awaitSealed(4_096);
    stopDead();
    start();
    awaitSealed(4_096);
    clock.advance(Duration.ofSeconds(6));
    publishAtOnce(900);
    publishAtOnce(900);
    publishAtOnce(900);
    awaitSealed(6_144);
    assertThat(gateway().ledger().history().expired()).as("no step drives retention").isZero();
    clock.step(Duration.ofHours(-hours));
    publish(10);
    stopDead();
    start();
    publish(10);
    LedgerView ledger = gateway().ledger();
    assertThat(ledger.balanced()).as("%s", ledger).isTrue();
    assertThat(ledger.history().replaced()).isZero();
    assertThat(ledger.history().expired()).as("no step drives retention").isZero();
    assertThat(history()).hasSize(published);
    clock.advance(Duration.ofMinutes(11));
    assertThat(health()).isEqualTo(Condition.UP);
  }

  @Test
  void aReadingFromTheFutureIsNeverTheLastOneWhileThereIsAnother() throws Exception {
    start();
    long future = NOW + 24 * 3_652 * HOUR;
    offer(new Sample(OVEN, new Value.Num(-1), Quality.GOOD, future, null));
    long right = clock.micros() - MINUTE;
    offer(new Sample(OVEN, new Value.Num(-2), Quality.GOOD, right, null));
    assertThat(last().time()).isEqualTo(right);
    offer(new Sample(OVEN, new Value.Num(-3), Quality.GOOD, future + 1, null));
    assertThat(last().time()).isEqualTo(right);
    gateway().close();
    start();
    assertThat(last().time()).isEqualTo(right);
    publish(1);
    assertThat(last().value()).isEqualTo(new Value.Num(0));
    clock.advance(Duration.ofSeconds(6));
    publishAtOnce(900);
    publishAtOnce(900);
    publishAtOnce(900);
    awaitSealed(2_048);
    assertThat(history()).hasSize(published + 3);
    assertThat(gateway().ledger().history().expired()).isZero();
  }

  /** The gateway in 1970, its sources in the present: their times are right. */
  @Test
  void whileTheClockIsWrongTheLastValueFollowsTimesThatAreGiven() throws Exception {
    startIn1970();
    for (int i = 0; i < 3; i++) {
      long time = NOW + i * MINUTE;
      offer(new Sample(OVEN, new Value.Num(i), Quality.GOOD, time, null));
      assertThat(last().time()).isEqualTo(time);
    }
    timeServerSays(NOW + 3 * MINUTE);
    offer(new Sample(OVEN, new Value.Num(3), Quality.GOOD, NOW + 3 * MINUTE, null));
    assertThat(last().time()).isEqualTo(NOW + 3 * MINUTE);
    assertThat(last().quality()).isEqualTo(Quality.GOOD);
  }

  @Test
  void losingTrustLaterBeginsANewStory() throws Exception {
    startIn1970();
    publish(5);
    timeServerSays(NOW);
    awaitAllRight(NOW - MINUTE, NOW + MINUTE);
    clock.trust(false);
    clock.step(Duration.ofDays(-400));
    publish(5);
    timeServerSays(NOW + 2 * MINUTE);
    publish(5);
    awaitAllRight(NOW - MINUTE, NOW + 3 * MINUTE);
  }
}
