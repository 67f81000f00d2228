package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.faults.Direction;
import dev.sluice.faults.FaultProxy;
import dev.sluice.uplink.UplinkLedgerChecker;
import dev.sluice.uplink.UplinkStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole gateway whose network upstream fails in every way that networks do: all that it took in
 * arrives, in order, and is counted once.
 */
@Timeout(300)
class UplinkOutageIT {

  @TempDir Path folder;

  @BeforeEach
  void tools() {
    Tool.assumeThere("mosquitto");
  }

  /** One seed in every build; with {@code -Dsluice.soak=N} so many others. */
  static LongStream seeds() {
    int soak = Integer.getInteger("sluice.soak", 0);
    return soak == 0 ? LongStream.of(20_261_124) : new Random().longs(soak);
  }

  /** Ten minutes: by this clock the bridge's time-outs are the usual 30 s. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aLineThatFlapsForTenMinutes(long seed) throws Exception {
    Random random = new Random(seed);
    try (Plant plant = new Plant(folder).start()) {
      plant.clock().speed(30);
      long end = plant.clock().nanos() + Duration.ofMinutes(10).toNanos();
      int faults = 0;
      while (plant.clock().nanos() < end) {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        fault.begin(plant.proxy(), random);
        plant.publish(1 + random.nextInt(10));
        plant.clock().pass(Duration.ofMillis(500 + random.nextInt(15_000)));
        plant.publish(1 + random.nextInt(10));
        fault.end(plant.proxy());
        plant.clock().pass(Duration.ofMillis(random.nextInt(15_000)));
        faults++;
      }
      assertThat(faults).isGreaterThan(20);
      assertThat(plant.status().counts().retried()).isPositive();
      plant.publish(1);
      plant.checkAllSortedByTime();
      assertThat(plant.status().state()).isEqualTo(State.UP);
    }
  }

  /** 64 kbit/s with a backlog on it: what comes now does not wait until that is through. */
  @Test
  void aThinLineCarriesWhatComesNowBesideTheBacklog() throws Exception {
    try (Plant plant = new Plant(folder).start()) {
      plant.publish(1);
      plant.awaitAll();
      plant.proxy().away(true);
      plant.publish(500);
      long backlog = plant.next();
      plant.clock().advance(Duration.ofMinutes(2));
      plant.proxy().rate(Direction.TO_SERVER, 8_000);
      plant.proxy().rate(Direction.TO_CLIENT, 8_000);
      plant.proxy().away(false);
      plant.until(
          "it is there again", () -> assertThat(plant.status().state()).isEqualTo(State.UP));
      for (int now = 0; now < 3; now++) {
        plant.publish(1);
        long value = plant.next() - 1;
        plant.until(
            "the reading of now is there",
            () -> assertThat(plant.receiver().readings()).anyMatch(got -> got.value() == value));
      }
      plant.proxy().rate(Direction.TO_SERVER, 0);
      plant.proxy().rate(Direction.TO_CLIENT, 0);
      plant.checkAllSortedByTime();
      List<Long> values = plant.receiver().readings().stream().map(got -> got.value()).toList();
      assertThat(values.subList(values.lastIndexOf(plant.next() - 1), values.size()))
          .as("what came behind the last reading of now")
          .filteredOn(value -> value < backlog)
          .hasSizeGreaterThan(500);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aPeerThatConfirmsAndDies(long seed) throws Exception {
    Random random = new Random(seed);
    try (Plant plant = new Plant(folder);
        ScriptedBroker peer = new ScriptedBroker()) {
      plant.uplinks(Plant.uplink(Plant.UPLINK, peer.port(), "")).start();
      plant.clock().speed(10);
      for (int round = 0; round < 5; round++) {
        peer.diesAfter(1 + random.nextInt(20), 5);
        plant.publish(60);
        plant.until("it has died", () -> assertThat(peer.deathsLeft()).isZero());
      }
      plant.until("all is sent", () -> assertThat(plant.status().pending()).isZero());
      plant.check(peer.got());
      UplinkLedgerChecker.sortedByTime(peer.got());
      assertThat(plant.status().counts().retried()).isPositive();
    }
  }

  @Test
  void aPeerThatTakesAndNeverConfirms() throws Exception {
    try (Plant plant = new Plant(folder);
        ScriptedBroker peer = new ScriptedBroker()) {
      plant.uplinks(Plant.uplink(Plant.UPLINK, peer.port(), "")).start();
      plant.clock().speed(10);
      peer.confirms(false);
      plant.publish(50);
      plant.until(
          "it says so",
          () -> {
            assertThat(plant.status().state()).isEqualTo(State.BACKING_OFF);
            assertThat(plant.status().lastError()).contains("has not confirmed");
            assertThat(plant.status().counts().retried()).isGreaterThan(100);
          });
      plant.publish(50);
      assertThat(plant.account().acknowledged()).isZero();
      assertThat(plant.account().pending()).isEqualTo(100 * Plant.SIGNALS);
      assertThat(plant.status().flowing()).isFalse();
      peer.confirms(true);
      plant.until("all is confirmed", () -> assertThat(plant.status().pending()).isZero());
      plant.check(peer.got());
      UplinkLedgerChecker.sortedByTime(peer.got());
    }
  }

  /** Every night the power fails; in the morning the day before is in history alone. */
  @Test
  void sevenDaysWithoutALine() throws Exception {
    try (Plant plant = new Plant(folder).start()) {
      plant.publish(20);
      plant.awaitAll();
      plant.proxy().away(true);
      plant.publish(20);
      List<Path> first = plant.segments();
      for (int day = 0; day < 7; day++) {
        for (int hour = 0; hour < 24; hour++) {
          plant.clock().advance(Duration.ofHours(1));
          plant.publish(5);
        }
        plant.restart();
      }
      plant.clock().advance(Duration.ofHours(3));
      plant.publish(5);
      plant.until(
          "the segments of the first day are gone",
          () -> assertThat(plant.segments()).doesNotContainAnyElementsOf(first));
      assertThat(plant.status().pending()).isEqualTo((20 + 7 * 24 * 5 + 5) * Plant.SIGNALS);
      assertThat(plant.clock().micros() - plant.status().oldest())
          .isGreaterThan(TimeUnit.DAYS.toMicros(7));
      plant.proxy().away(false);
      plant.publish(1);
      plant.checkAllSortedByTime();
    }
  }

  /** Each step both ways, with a start between: times stay unique, and all arrives. */
  @Test
  void aClockThatIsSetDuringTheOutage() throws Exception {
    try (Plant plant = new Plant(folder).start()) {
      plant.publish(10);
      plant.proxy().away(true);
      plant.publish(10);
      for (Duration step : List.of(Duration.ofHours(1), Duration.ofDays(3_652))) {
        for (int way : new int[] {1, -1, -1, 1}) {
          plant.clock().step(step.multipliedBy(way));
          plant.publish(10);
          if (way < 0) {
            plant.restart();
          }
          plant.publish(10);
        }
      }
      plant.clock().step(Duration.ofHours(-1));
      plant.proxy().away(false);
      plant.publish(10);
      plant.clock().step(Duration.ofHours(1));
      plant.publish(10);
      plant.checkAll();
    }
  }

  /** What happens to a line. */
  private enum Fault {
    RESET {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.cut();
      }
    },
    RESETS_AGAIN_AND_AGAIN {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.cutEvery(Direction.TO_SERVER, 300 + random.nextInt(2_000));
      }

      @Override
      void end(FaultProxy proxy) {
        proxy.cutAfter(Direction.TO_SERVER, Long.MAX_VALUE / 2);
      }
    },
    ANSWERS_CUT_SHORT {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.cutAfter(Direction.TO_CLIENT, 1 + random.nextInt(40));
      }

      @Override
      void end(FaultProxy proxy) {
        proxy.cutAfter(Direction.TO_CLIENT, Long.MAX_VALUE / 2);
      }
    },
    BLACK_HOLE {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.blackHole(true);
      }

      @Override
      void end(FaultProxy proxy) {
        proxy.blackHole(false);
      }
    },
    HALF_CLOSE {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.halfClose();
      }
    },
    NOTHING_COMES_BACK {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.stall(Direction.TO_CLIENT, true);
      }

      @Override
      void end(FaultProxy proxy) {
        proxy.stall(Direction.TO_CLIENT, false);
      }
    },
    NOTHING_GOES_OUT {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.stall(Direction.TO_SERVER, true);
      }

      @Override
      void end(FaultProxy proxy) {
        proxy.stall(Direction.TO_SERVER, false);
      }
    },
    NOBODY_THERE {
      @Override
      void begin(FaultProxy proxy, Random random) throws Exception {
        proxy.away(true);
      }

      @Override
      void end(FaultProxy proxy) throws Exception {
        proxy.away(false);
      }
    },
    ACCEPTS_AND_DIES {
      @Override
      void begin(FaultProxy proxy, Random random) {
        proxy.acceptThenDie(true);
        proxy.cut();
      }

      @Override
      void end(FaultProxy proxy) {
        proxy.acceptThenDie(false);
      }
    };

    abstract void begin(FaultProxy proxy, Random random) throws Exception;

    void end(FaultProxy proxy) throws Exception {}
  }
}
