package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.faults.Direction;
import dev.sluice.faults.FaultProxy;
import dev.sluice.uplink.UplinkStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
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
