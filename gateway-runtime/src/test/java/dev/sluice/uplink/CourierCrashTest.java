package dev.sluice.uplink;

import dev.sluice.model.SignalId;
import dev.sluice.uplink.Delivery.Retry;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens in whatever order, and wherever the process ends: nothing is lost. */
class CourierCrashTest {

  @Property(tries = 400)
  void everythingArrivesWhateverHappened(
      @ForAll long seed, @ForAll @IntRange(min = 5, max = 120) int steps) {
    play(seed, steps, false);
  }

  @Property(tries = 150)
  void alsoTheNewestFirst(@ForAll long seed, @ForAll @IntRange(min = 5, max = 120) int steps) {
    play(seed, steps, true);
  }

  private static void play(long seed, int steps, boolean newestFirst) {
    Random random = new Random(seed);
    CourierWorld world = new CourierWorld(seed);
    world.with(CourierWorld.small(1 + random.nextInt(8), 16 + random.nextInt(20), newestFirst));
    world.save();
    world.restart();
    world.arriveMany(1);
    world.save();
    boolean exact = true;
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(16)) {
        case 0, 1, 2 -> world.arriveMany(1 + random.nextInt(30));
        case 3 -> world.note();
        case 4 -> world.arrive(0, 1, 2, 0, 1);
        case 5 -> world.uplink.away(random.nextBoolean());
        case 6 -> world.uplink.refuse(random.nextInt(3) == 0);
        case 7 ->
            world.uplink.next(
                batch -> {
                  BitSet some = new BitSet();
                  Set<SignalId> broken = new HashSet<>();
                  for (int i = 0; i < batch.size(); i++) {
                    if (random.nextInt(4) == 0) {
                      broken.add(batch.get(i).signal());
                    }
                    some.set(i, !broken.contains(batch.get(i).signal()));
                  }
                  return new Retry("lost the connection", Duration.ZERO, some);
                });
        case 8 -> world.courier().pause(random.nextBoolean() ? null : Duration.ofSeconds(5));
        case 9 -> world.courier().resume();
        case 10 -> world.save();
        case 11 -> {
          // What history does not give the seqs of is counted by its share of a chunk.
          world.recycle(1 + random.nextLong(world.savedTo()));
          exact = false;
        }
        case 12 -> world.restart();
        case 13 -> world.pass(Duration.ofMillis(random.nextInt(20_000)));
        case 14 -> world.uplink.largest(1 + random.nextInt(10));
        default -> {
          for (int i = 0; i < random.nextInt(10); i++) {
            world.turn(random.nextBoolean() ? Lane.LIVE : Lane.BACKFILL);
          }
        }
      }
      UplinkLedgerChecker.balances(world);
    }
    world.uplink.away(false);
    world.uplink.refuse(false);
    world.courier().resume();
    world.pass(Duration.ofMinutes(2));
    if (exact) {
      UplinkLedgerChecker.allArrived(world);
    } else {
      UplinkLedgerChecker.complete(world);
    }
    UplinkLedgerChecker.inOrder(world, Lane.LIVE);
    if (!newestFirst) {
      UplinkLedgerChecker.inOrder(world, Lane.BACKFILL);
    }
  }
}
