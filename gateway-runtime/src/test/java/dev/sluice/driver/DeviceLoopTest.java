package dev.sluice.driver;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.driver.DeviceState.Reach;
import dev.sluice.driver.DriverFactory.Surroundings;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The loop on a hand-turned clock; only what is about threads runs on one. */
class DeviceLoopTest {

  private static final SignalId A = new SignalId("press", "a");
  private static final SignalId B = new SignalId("press", "b");

  private final ManualClock clock = new ManualClock(1_700_000_000_000_000L);
  private final Door door = new Door();
  private final Bench bench = new Bench();
  private final DeviceLoop loop = loop(List.of());

  private DeviceLoop loop(List<SignalId> known) {
    return new DeviceLoop(
        "press",
        bench,
        new Plain(),
        Duration.ofMillis(100),
        new Surroundings(clock, new Random(7)),
        door,
        known);
  }

  private void pass(long nanos) {
    clock.advance(Duration.ofNanos(nanos));
  }

  @Test
  void aPollArrivesAsOneArrivalOfTheDevice() {
    loop.turn();

    assertThat(door.taken)
        .singleElement()
        .satisfies(
            arrival -> {
              assertThat(arrival.source()).isEqualTo("press");
              assertThat(arrival.care()).isEqualTo(Arrival.Care.OTHER);
              assertThat(arrival.simulated()).isTrue();
              assertThat(arrival.samples()).extracting(Sample::signal).containsExactly(A, B);
            });
    assertThat(loop.state()).isEqualTo(new DeviceState(Reach.ONLINE, "", clock.micros(), 0, 0));
  }

  @Test
  void readsStayOnTheGridHoweverLongEachTakes() {
    List<Long> starts = new ArrayList<>();
    bench.duringRead = () -> starts.add(clock.nanos());
    for (int i = 0; i < 5; i++) {
      bench.readTakes = MILLISECONDS.toNanos(10L + 7L * i);
      pass(loop.turn());
    }

    assertThat(starts)
        .extracting(nanos -> nanos / 1_000_000)
        .containsExactly(0L, 100L, 200L, 300L, 400L);
  }

  @Test
  void aReadThatOverrunsMissesPointsOfTheGridButKeepsIt() {
    bench.readTakes = MILLISECONDS.toNanos(250);
    long wait = loop.turn();

    assertThat(wait).isEqualTo(MILLISECONDS.toNanos(50));
  }

  @Test
  void aTurnBeforeItsTimeDoesNothing() {
    loop.turn();
    pass(MILLISECONDS.toNanos(30));

    assertThat(loop.turn()).isEqualTo(MILLISECONDS.toNanos(70));
    assertThat(bench.reads).isEqualTo(1);
  }

  @Test
  void failuresBackOffWithJitterUpToHalfAMinute() {
    bench.failure = DriverException.retry("no answer");
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      long wait = loop.turn();
      waits.add(wait);
      pass(wait);
    }

    assertThat(waits.getFirst()).isBetween(SECONDS.toNanos(1) / 2, SECONDS.toNanos(1));
    assertThat(waits.get(3)).isBetween(SECONDS.toNanos(4), SECONDS.toNanos(8));
    assertThat(waits.subList(6, 12))
        .allSatisfy(wait -> assertThat(wait).isBetween(SECONDS.toNanos(15), SECONDS.toNanos(30)))
        .doesNotHaveDuplicates();
    assertThat(loop.state().cause()).isEqualTo("no answer");
    assertThat(loop.state().outages()).isEqualTo(1);
  }

  @Test
  void aFailedDeviceIsClosedAndOpenedAgain() {
    loop.turn();
    bench.failure = DriverException.retry("no answer");
    pass(MILLISECONDS.toNanos(100));
    long wait = loop.turn();
    assertThat(bench.closes).hasValue(1);

    bench.failure = null;
    pass(wait);
    loop.turn();

    assertThat(bench.opens).isEqualTo(2);
    assertThat(loop.state().reach()).isEqualTo(Reach.ONLINE);
  }

  @Test
  void anOutageMarksEveryKnownSignalBadOnce() {
    loop.turn();
    bench.failure = DriverException.retry("no answer");
    for (int i = 0; i < 3; i++) {
      pass(MILLISECONDS.toNanos(100));
      pass(loop.turn());
    }

    assertThat(door.taken).hasSize(2);
    assertThat(door.taken.getLast().samples())
        .containsExactly(
            new Sample(A, null, Quality.BAD_DEVICE, Sample.NO_TIME, null),
            new Sample(B, null, Quality.BAD_DEVICE, Sample.NO_TIME, null));

    bench.failure = null;
    pass(SECONDS.toNanos(30));
    loop.turn();
    bench.failure = DriverException.retry("no answer");
    pass(MILLISECONDS.toNanos(100));
    loop.turn();

    assertThat(door.taken).as("back, and a second outage").hasSize(4);
  }

  @Test
  void anOutageFromTheStartMarksTheSignalsOfTheLastRun() {
    bench.failure = DriverException.retry("no answer");
    loop(List.of(A)).turn();

    assertThat(door.taken.getLast().samples()).extracting(Sample::signal).containsExactly(A);
  }

  @Test
  void theBadReadingsWaitForRoomAtTheDoor() {
    loop.turn();
    bench.failure = DriverException.retry("no answer");
    door.verdict = Intake.Verdict.FULL;
    pass(MILLISECONDS.toNanos(100));
    pass(loop.turn());
    door.verdict = Intake.Verdict.TAKEN;
    loop.turn();

    assertThat(door.taken).hasSize(2);
  }

  @Test
  void aDriverThatGivesUpIsTriedSlowly() {
    bench.failure = DriverException.giveUp("no such register");

    assertThat(loop.turn()).isEqualTo(DeviceLoop.SLOW_RETRY);
    assertThat(loop.state().reach()).isEqualTo(Reach.OFFLINE);
  }

  @Test
  void aDriverWithABugIsAnOutageNotTheEnd() {
    bench.bug = new IllegalStateException("oops");
    long wait = loop.turn();
    bench.bug = null;
    pass(wait);
    loop.turn();

    assertThat(loop.state().reach()).isEqualTo(Reach.ONLINE);
    assertThat(loop.state().outages()).isEqualTo(1);
  }

  @Test
  void aFullDoorSkipsThePollAndCountsIt() {
    door.verdict = Intake.Verdict.FULL;
    loop.turn();

    assertThat(loop.state().reach()).isEqualTo(Reach.DEGRADED);
    assertThat(loop.state().skipped()).isEqualTo(1);
    assertThat(loop.state().cause()).contains("skipped");

    door.verdict = Intake.Verdict.TAKEN;
    pass(MILLISECONDS.toNanos(100));
    loop.turn();
    assertThat(loop.state().reach()).isEqualTo(Reach.ONLINE);
  }

  @Test
  void aDeviceThatAnswersInPartIsDegraded() {
    bench.samples =
        List.of(
            Sample.of(A, new Value.Num(1)),
            new Sample(B, null, Quality.BAD_DEVICE, Sample.NO_TIME, null));
    loop.turn();

    assertThat(loop.state().reach()).isEqualTo(Reach.DEGRADED);
    assertThat(loop.state().cause()).isEqualTo("1 of 2 signals could not be read");
  }

  @Test
  void moreSamplesThanAnArrivalHoldsAreSplit() {
    List<Sample> many = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      many.add(Sample.of(new SignalId("press", "s" + i), new Value.Num(i)));
    }
    bench.samples = many;
    loop.turn();

    assertThat(door.taken)
        .extracting(arrival -> arrival.samples().size())
        .containsExactly(1000, 1000, 500);
  }

  @Test
  void aWriteRunsOnTheLoopsThreadAndItsAskerIsTold() throws Exception {
    loop.start(Thread::new);
    try {
      await().until(() -> loop.state().reach() == Reach.ONLINE);
      loop.write("a", new Value.Num(5), Duration.ofSeconds(10));

      assertThat(bench.written).isEqualTo("a=Num[number=5.0] on device press");
      assertThatThrownBy(() -> loop.write("b", new Value.Num(5), Duration.ofSeconds(10)))
          .isInstanceOf(DriverException.class)
          .hasMessageContaining("cannot be set");
    } finally {
      loop.close();
    }
    assertThat(loop.awaitEnd(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aWriteToADeviceThatIsOfflineSaysWhy() throws Exception {
    bench.failure = DriverException.retry("no answer");
    loop.start(Thread::new);
    try {
      await().until(() -> loop.state().reach() == Reach.OFFLINE);
      assertThatThrownBy(() -> loop.write("a", new Value.Num(5), Duration.ofSeconds(10)))
          .isInstanceOf(DriverException.class)
          .hasMessage("device 'press' is offline: no answer");
    } finally {
      loop.close();
    }
  }

  @Test
  void aWriteThatNobodyTakesInTimeIsNotDone() {
    assertThatThrownBy(() -> loop.write("a", new Value.Num(5), Duration.ofMillis(1)))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("nothing was written");
    loop.turn();
    assertThat(bench.written).isNull();
  }

  @Test
  void closeEndsALoopThatWaitsAndOneThatReads() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    bench.duringRead =
        () -> {
          reading.countDown();
          try {
            new CountDownLatch(1).await(); // a device that never answers
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    loop.start(Thread::new);
    reading.await();
    loop.close();

    assertThat(loop.awaitEnd(Duration.ofSeconds(10))).isTrue();
    assertThat(bench.closes).hasValue(1);
    assertThat(loop.state().reach()).as("cut short is not an outage").isEqualTo(Reach.NEVER_SEEN);
    assertThatThrownBy(() -> loop.write("a", new Value.Num(5), Duration.ofSeconds(10)))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("not polled any more");
  }

  /** An intake that keeps what it takes. */
  private static final class Door implements Intake {
    final List<Arrival> taken = new ArrayList<>();
    Verdict verdict = Verdict.TAKEN;

    @Override
    public synchronized Verdict offer(Arrival arrival) {
      if (verdict == Verdict.TAKEN) {
        taken.add(arrival);
      }
      return verdict;
    }
  }

  /** No settings. */
  private record Plain() {}

  /** A device on the bench that does as it is told. */
  private final class Bench implements DriverFactory<Plain>, Driver {
    List<Sample> samples =
        List.of(Sample.of(A, new Value.Num(1)), Sample.of(B, new Value.Bool(true)));
    volatile @Nullable DriverException failure;
    @Nullable RuntimeException bug;
    Runnable duringRead = () -> {};
    long readTakes;
    int opens;
    int reads;
    final AtomicInteger closes = new AtomicInteger();
    volatile @Nullable String written;

    @Override
    public String kind() {
      return "bench";
    }

    @Override
    public Class<Plain> settings() {
      return Plain.class;
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public Driver open(String device, Plain settings, Surroundings surroundings) {
      opens++;
      return this;
    }

    @Override
    public List<Sample> read() throws DriverException {
      reads++;
      duringRead.run();
      pass(readTakes);
      if (failure != null) {
        throw failure;
      }
      if (bug != null) {
        throw bug;
      }
      return samples;
    }

    @Override
    public void write(String name, Value value) throws DriverException {
      if (!name.equals("a")) {
        Driver.super.write(name, value);
      }
      written = name + "=" + value + " on " + Thread.currentThread().getName();
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }
}
