package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Glob;
import dev.sluice.config.RawTopics;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.UplinkStatus.State;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CourierTest {

  private final CourierWorld world = new CourierWorld(1);

  private static List<Long> seqs(List<Parcel> parcels) {
    return parcels.stream().map(Parcel::seq).toList();
  }

  private void settings(CourierSettings settings) {
    world.with(settings);
    world.save();
    world.restart();
    world.run();
  }

  @Test
  void readingsArriveAsTheyComeInOneBatchAndAreConfirmed() {
    world.run();
    world.arrive(0, 1, 2);
    world.note();
    world.arrive(0);
    world.run();
    assertThat(world.uplink.attempts()).hasSize(1);
    assertThat(world.uplink.received())
        .extracting(Parcel::signal)
        .containsExactly(
            SignalId.parse("oven/s0"),
            SignalId.parse("oven/s1"),
            SignalId.parse("oven/s2"),
            SignalId.parse("oven/s0"));
    assertThat(world.uplink.received()).extracting(Parcel::lane).containsOnly(Lane.LIVE);
    UplinkLedgerChecker.allArrived(world);
    UplinkStatus status = world.courier().status();
    assertThat(status.state()).isEqualTo(State.UP);
    assertThat(status.flowing()).isTrue();
    assertThat(status.acknowledgedTo()).isEqualTo(world.nextSeq());
  }

  @Test
  void aNewUplinkStartsNow() {
    CourierWorld old = new CourierWorld(1);
    old.arriveMany(5);
    old.restart();
    old.arriveMany(2);
    old.run();
    assertThat(seqs(old.uplink.received())).containsExactly(6L, 7L);
  }

  @Test
  void aNewUplinkGetsAllThereIsIfItSaysSo() {
    CourierSettings usual = CourierSettings.usual(ZoneOffset.UTC);
    CourierWorld old = new CourierWorld(1);
    old.arriveMany(20);
    old.recycle(10);
    old.with(
        new CourierSettings(
            true,
            true,
            false,
            usual.batch(),
            usual.batchBytes(),
            usual.queue(),
            usual.backoff(),
            usual.budget(),
            usual.shaping()));
    old.restart(20);
    old.arriveMany(3);
    old.run();
    UplinkLedgerChecker.allArrived(old);
  }

  @Test
  void whileTheFarSideIsAwayWaitsGrowUpToTheCapAndItsOwnWishCounts() {
    world.run();
    world.uplink.next(batch -> new Retry("busy", Duration.ofSeconds(90), new BitSet()));
    world.arriveMany(1);
    world.run();
    world.pass(Duration.ofSeconds(89));
    assertThat(world.uplink.attempts()).hasSize(1);
    world.uplink.away(true);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.uplink.attempts()).hasSize(2);
    UplinkStatus status = world.courier().status();
    assertThat(status.state()).isEqualTo(State.BACKING_OFF);
    assertThat(status.lastError()).isEqualTo("connection refused");
    int before = world.uplink.attempts().size() + world.uplink.probes();
    world.pass(Duration.ofMinutes(10));
    // At the cap of 10 s, less what chance takes off.
    assertThat(world.uplink.attempts().size() + world.uplink.probes() - before).isBetween(60, 600);
    assertThat(world.courier().status().flowing()).isFalse();
    UplinkLedgerChecker.balances(world);
  }

  @Test
  void theSameBatchIsTriedAgainBeforeAnythingLaterAndWithoutWhatArrived() {
    world.run();
    List<Reading> first = world.arrive(0, 1, 2);
    BitSet second = new BitSet();
    second.set(1);
    world.uplink.next(batch -> new Retry("connection lost", Duration.ZERO, second));
    world.run();
    world.arrive(0);
    world.pass(Duration.ofSeconds(2));
    assertThat(seqs(world.uplink.attempts().get(1).batch()))
        .containsExactly(first.get(0).seq(), first.get(2).seq());
    assertThat(world.uplink.attempts()).hasSize(3);
    assertThat(world.uplink.received()).hasSize(4);
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.courier().status().counts().sent()).isEqualTo(3 + 2 + 1);
    assertThat(world.courier().status().counts().retried()).isEqualTo(2);
  }

  @Test
  void afterAnOutageTheFreshestComeFirstAndTheRestFollowsInOrder() {
    settings(CourierWorld.small(10, 64, false));
    world.uplink.away(true);
    world.arriveMany(900);
    world.pass(Duration.ofMinutes(1));
    world.uplink.away(false);
    world.clock.advance(Duration.ofSeconds(10));
    world.arriveMany(100);
    assertThat(world.courier().status().pending()).isEqualTo(1_000);
    assertThat(world.courier().status().backlog()).isGreaterThan(900);
    UplinkLedgerChecker.balances(world);

    world.turn(Lane.BACKFILL);
    assertThat(world.uplink.received()).as("backfill waits until live got through").isEmpty();
    world.pass(Duration.ofSeconds(20));
    List<Parcel> live = world.uplink.received(Lane.LIVE);
    assertThat(live).as("what it was found with, and the newest").hasSize(20);
    assertThat(live.getLast().seq()).isEqualTo(1_000);
    assertThat(world.uplink.received().subList(0, 10)).extracting(Parcel::lane).contains(Lane.LIVE);
    List<Parcel> late = world.uplink.received(Lane.BACKFILL);
    assertThat(seqs(late)).isSorted().startsWith(1L);
    UplinkLedgerChecker.inOrder(world, Lane.LIVE);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void whatComesAfterAnOutageDoesNotWaitBehindWhatItHasLeft() {
    settings(CourierWorld.small(10, 64, false));
    world.run();
    world.uplink.away(true);
    world.arriveMany(60);
    world.pass(Duration.ofSeconds(2));
    world.uplink.away(false);
    world.pass(Duration.ofMillis(500));
    while (world.uplink.received().isEmpty()) {
      world.clock.advance(Duration.ofMillis(100));
      world.turn(Lane.LIVE);
    }
    long fresh = world.arrive(0).getFirst().seq();
    world.turn(Lane.LIVE);
    world.turn(Lane.LIVE);
    assertThat(seqs(world.uplink.received(Lane.LIVE))).hasSize(21).isSorted().endsWith(fresh);
    world.pass(Duration.ofSeconds(10));
    UplinkLedgerChecker.inOrder(world, Lane.LIVE);
    UplinkLedgerChecker.inOrder(world, Lane.BACKFILL);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void whatHasWaitedForLongIsBacklogThoughTheQueueHadRoomForIt() {
    world.run();
    world.uplink.away(true);
    world.arriveMany(500);
    world.pass(Duration.ofMinutes(1));
    world.uplink.away(false);
    world.arrive(0);
    world.pass(Duration.ofSeconds(10));
    assertThat(seqs(world.uplink.received(Lane.LIVE))).containsExactly(501L);
    assertThat(world.uplink.received().getFirst().seq()).isEqualTo(501L);
    UplinkLedgerChecker.inOrder(world, Lane.BACKFILL);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void whatHasWaitedForAMomentIsStillLive() {
    world.run();
    world.uplink.away(true);
    world.arriveMany(500);
    world.pass(Duration.ofSeconds(2));
    world.uplink.away(false);
    world.arrive(0);
    world.pass(Duration.ofSeconds(7));
    assertThat(world.uplink.received(Lane.LIVE)).hasSize(501);
    UplinkLedgerChecker.inOrder(world, Lane.LIVE);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void whatIsStaleWhenItsTurnComesWakesTheBacklog() {
    world.run();
    world.arriveMany(5);
    UplinkLedger ledger = new UplinkLedger("stale", null, 10);
    ledger.begin(0);
    ledger.live(true);
    world.journal.values().forEach(entry -> ledger.entry(entry, world.clock.nanos()));
    world.clock.advance(Duration.ofSeconds(11));
    AtomicInteger rung = new AtomicInteger();
    LiveSource source =
        new LiveSource(
            ledger,
            new Shaper(world.settings().shaping(), Lane.LIVE, world.directory),
            10,
            world.clock,
            rung::incrementAndGet);
    assertThat(source.next()).isNull();
    assertThat(rung).hasValue(1);
    assertThat(ledger.view().backlog()).isEqualTo(5);
    assertThat(source.next()).isNull();
    assertThat(rung).as("nothing new").hasValue(1);
  }

  @Test
  void aWallClockThatIsSetMakesNothingStale() {
    world.run();
    for (long step : new long[] {3_652, -3_652, -3_652, 3_652}) {
      world.arriveMany(20);
      world.clock.set(world.clock.micros() + Duration.ofDays(step).toNanos() / 1_000);
      world.arriveMany(20);
      world.run();
    }
    assertThat(world.uplink.received(Lane.LIVE)).hasSize(160);
    UplinkLedgerChecker.balances(world);
  }

  @Test
  void readingsThatWaitedLongForTheDiskAreLiveAllTheSame() {
    world.run();
    long received = world.clock.micros() - TimeUnit.SECONDS.toMicros(60);
    world.journal(
        List.of(
            new Reading(0, new Value.Num(1), Quality.GOOD, received, received, world.nextSeq())));
    world.run();
    assertThat(world.uplink.received(Lane.LIVE)).hasSize(1);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void liveIsNotHeldUpByABacklogThatCannotBeDelivered() {
    settings(CourierWorld.small(10, 64, false));
    world.courier().pause(null);
    world.arriveMany(100);
    world.run();
    world.courier().resume();
    world.uplink.lose(parcel -> parcel.lane() == Lane.BACKFILL);
    for (int i = 0; i < 50; i++) {
      world.run();
      world.arrive(0);
      world.run();
    }
    assertThat(world.uplink.received(Lane.LIVE)).hasSize(50);
    UplinkLedgerChecker.balances(world);
    world.uplink.lose(parcel -> false);
    world.pass(Duration.ofMinutes(1));
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void newestFirstTakesTheEndOfTheBacklogStretchByStretch() {
    settings(CourierWorld.small(500, 64, true));
    world.courier().pause(null);
    world.arriveMany(10_000);
    world.run();
    world.courier().resume();
    world.run();
    List<Long> late = seqs(world.uplink.received(Lane.BACKFILL));
    assertThat(late.getFirst()).isEqualTo(10_000 - 4_096 + 1L);
    assertThat(late.get(4_096)).isEqualTo(10_000 - 2 * 4_096 + 1L);
    assertThat(late.getLast()).isEqualTo(10_000 - 2 * 4_096L);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void whatIsPoisonIsGivenUpAndCostsNoOther() {
    world.run();
    world.uplink.poison(parcel -> parcel.seq() == 2);
    world.arrive(0, 1, 2);
    world.run();
    world.save();
    UplinkLedgerChecker.complete(world);
    assertThat(world.courier().status().counts().deadLettered()).isEqualTo(1);
    assertThat(world.state.deadLetters(CourierWorld.ID, 10))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.signal()).isEqualTo("oven/s1");
              assertThat(letter.value()).isEqualTo("2.0");
              assertThat(letter.why()).isEqualTo("not this one");
            });
  }

  @Test
  void aRejectedBatchIsHalvedDownToTheOneReading() {
    world.run();
    world.uplink.unwanted(parcel -> parcel.seq() == 37);
    world.arriveMany(100);
    world.run();
    world.save();
    assertThat(world.uplink.attempts()).hasSizeLessThan(30);
    assertThat(world.state.deadLetters(CourierWorld.ID, 10)).hasSize(1);
    UplinkLedgerChecker.inOrder(world, Lane.LIVE);
    UplinkLedgerChecker.complete(world);
  }

  @Test
  void batchesShrinkToWhatTheFarSideTakes() {
    world.run();
    world.uplink.largest(30);
    world.arriveMany(400);
    world.run();
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.courier().status().counts().deadLettered()).isZero();
  }

  @Test
  void refusedKeepsEverythingAndAsksEveryTenMinutes() {
    world.run();
    world.uplink.refuse(true);
    world.arriveMany(50);
    world.run();
    assertThat(world.courier().status().state()).isEqualTo(State.REFUSED);
    assertThat(world.courier().status().lastError()).isEqualTo("wrong password");
    world.arriveMany(50);
    world.pass(Duration.ofMinutes(25));
    assertThat(world.uplink.attempts()).hasSize(1);
    assertThat(world.uplink.probes()).isEqualTo(2);
    assertThat(world.courier().status().pending()).isEqualTo(100);
    world.uplink.refuse(false);
    world.pass(Duration.ofMinutes(10));
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.courier().status().state()).isEqualTo(State.UP);
  }

  @Test
  void aPersonWhoResumesMakesARefusedUplinkTryAtOnce() {
    world.run();
    world.uplink.refuse(true);
    world.arriveMany(5);
    world.run();
    world.uplink.refuse(false);
    world.courier().resume();
    world.run();
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void anUplinkThatThrowsIsTriedAgain() {
    world.run();
    world.uplink.next(
        batch -> {
          throw new IllegalStateException("broken driver");
        });
    world.arriveMany(5);
    world.run();
    assertThat(world.courier().status().lastError()).contains("broken driver");
    world.pass(Duration.ofSeconds(2));
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void aFarSideThatIsAwayIsNotCalledUpWhenThereIsOnlyBacklog() {
    world.run();
    world.courier().pause(null);
    world.arriveMany(5);
    world.uplink.away(true);
    world.courier().resume();
    world.pass(Duration.ofSeconds(30));
    assertThat(world.courier().status().state()).isEqualTo(State.BACKING_OFF);
    assertThat(world.courier().status().flowing()).isFalse();
    world.uplink.away(false);
    world.pass(Duration.ofSeconds(30));
    assertThat(world.courier().status().state()).isEqualTo(State.UP);
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void withNothingLiveToSendTheFarSideIsAskedWhetherItIsBack() {
    settings(CourierWorld.small(10, 64, false));
    world.uplink.away(true);
    world.arriveMany(5);
    world.pass(Duration.ofSeconds(30));
    world.save();
    world.restart();
    world.pass(Duration.ofSeconds(30));
    assertThat(world.courier().status().pending()).isEqualTo(5);
    world.uplink.away(false);
    world.pass(Duration.ofSeconds(30));
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.uplink.received(Lane.BACKFILL)).hasSize(5);
  }

  @Test
  void aPauseLastsOverARestartAndEndsInTime() {
    world.run();
    world.courier().pause(Duration.ofMinutes(30));
    world.arriveMany(10);
    world.pass(Duration.ofMinutes(10));
    world.save();
    world.restart();
    world.arriveMany(10);
    world.pass(Duration.ofMinutes(19));
    assertThat(world.courier().status().state()).isEqualTo(State.PAUSED);
    assertThat(world.uplink.attempts()).isEmpty();
    world.pass(Duration.ofMinutes(2));
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.courier().status().pausedUntil()).isZero();
  }

  @Test
  void anUplinkThatIsSwitchedOffKeepsTheAccountAndCatchesUpLater() {
    world.run();
    CourierSettings on = world.settings();
    settings(
        new CourierSettings(
            false,
            false,
            false,
            on.batch(),
            on.batchBytes(),
            on.queue(),
            on.backoff(),
            on.budget(),
            on.shaping()));
    world.arriveMany(30);
    world.run();
    assertThat(world.courier().status().state()).isEqualTo(State.DISABLED);
    assertThat(world.courier().status().pending()).isEqualTo(30);
    settings(on);
    world.run();
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void whatTheJournalHasGivenBackComesFromHistory() {
    world.run();
    world.courier().pause(null);
    world.arriveMany(100);
    world.note();
    world.arriveMany(50);
    world.recycle(60);
    world.courier().resume();
    world.run();
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.uplink.received()).extracting(Parcel::seq).contains(-1L, 60L);
    UplinkLedgerChecker.inOrder(world, Lane.BACKFILL);
  }

  @Test
  void entriesThatWereGivenBackBeforeTheyWereCountedComeFromHistory() {
    world.run();
    world.arriveMany(10);
    world.save();
    world.uplink.away(true);
    world.arriveMany(15);
    world.recycle(20);
    world.restart();
    world.uplink.away(false);
    world.run();
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void aPassOverHistoryGoesOnWhereItWasAfterARestart() {
    world.run();
    world.courier().pause(null);
    world.arriveMany(300);
    world.recycle(300);
    world.run();
    world.courier().resume();
    for (int i = 0; i < 40; i++) {
      world.turn(Lane.LIVE);
      world.turn(Lane.BACKFILL);
    }
    int before = world.uplink.received().size();
    assertThat(before).isBetween(20, 280);
    world.save();
    world.restart();
    world.run();
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.uplink.received().size()).isLessThan(300 + 20);
  }

  @Test
  void whatIsNowhereAnyMoreIsCountedAsExpired() {
    world.run();
    world.courier().pause(null);
    world.arriveMany(100);
    world.recycle(80);
    for (long seq = 10; seq < 30; seq++) {
      world.expired.add(seq);
    }
    world.courier().resume();
    world.run();
    UplinkLedgerChecker.complete(world);
    assertThat(world.courier().status().counts().expired()).isEqualTo(20);
    assertThat(world.courier().status().counts().acknowledged()).isEqualTo(80);
  }

  @Test
  void readingsOfASignalThatWasRemovedAreDroppedAndCounted() {
    world.run();
    world.courier().pause(null);
    world.arriveMany(9);
    world.directory.remove(Objects.requireNonNull(world.directory.at(1)));
    world.courier().resume();
    world.run();
    UplinkLedgerChecker.complete(world);
    assertThat(world.courier().status().counts().removed()).isEqualTo(3);
  }

  @Test
  void aBacklogThatCannotBeReadNowIsTriedAgain() {
    world.run();
    world.courier().pause(null);
    world.arriveMany(9);
    world.unreadable(true);
    world.courier().resume();
    world.pass(Duration.ofSeconds(20));
    assertThat(world.courier().status().lastError()).contains("bad sector");
    world.unreadable(false);
    world.pass(Duration.ofSeconds(20));
    UplinkLedgerChecker.allArrived(world);
  }

  @Test
  void shapingLeavesOutAndRenamesAndTheBalanceKnows() {
    Shaping shaping =
        new Shaping(
            List.of(new Glob("oven/*")),
            List.of(new Glob("oven/s2")),
            Set.of(Quality.Level.GOOD),
            true,
            0.5,
            Duration.ZERO,
            Map.of(new Glob("oven/s1"), "site/{device}/{name}-x"),
            RawTopics.NONE);
    settings(world.shaped(shaping));
    double[] values = {1, 1.4, 1.6, 1.6, 3};
    for (double value : values) {
      for (int signal = 0; signal < 3; signal++) {
        world.journal(
            List.of(
                new Reading(
                    signal,
                    new Value.Num(value),
                    Quality.GOOD,
                    world.clock.micros() + world.nextSeq(),
                    world.clock.micros(),
                    world.nextSeq())));
      }
    }
    world.journal(
        List.of(
            new Reading(0, null, Quality.BAD_DEVICE, world.clock.micros(), 0, world.nextSeq())));
    world.run();
    UplinkLedgerChecker.balances(world);
    assertThat(world.courier().status().pending()).isZero();
    assertThat(world.uplink.received())
        .filteredOn(parcel -> parcel.signal().equals(SignalId.parse("oven/s0")))
        .extracting(Parcel::value)
        .containsExactly(new Value.Num(1), new Value.Num(1.6), new Value.Num(3));
    assertThat(world.uplink.received())
        .extracting(parcel -> parcel.signal().toString())
        .containsOnly("oven/s0", "site/oven/s1-x");
    assertThat(world.courier().status().counts().filtered()).isEqualTo(5 + 2 + 2 + 1);
  }

  @Test
  void theBudgetLimitsTheBacklogAndNotTheLiveLane() {
    CourierSettings small = CourierWorld.small(500, 64, false);
    Budget budget = new Budget(10, 0, null, null, ZoneOffset.UTC);
    settings(budgeted(small, budget));
    world.courier().pause(null);
    world.arriveMany(1_000);
    world.run();
    world.courier().resume();
    world.run();
    for (int i = 0; i < 200; i++) {
      world.arriveMany(6);
      world.pass(Duration.ofMillis(100));
    }
    assertThat(world.uplink.received(Lane.LIVE)).hasSize(200 * 6);
    assertThat(world.uplink.received(Lane.BACKFILL)).hasSizeBetween(190, 220);
    UplinkLedgerChecker.balances(world);
  }

  @Test
  void theBacklogWaitsForItsHours() {
    Budget nights =
        new Budget(0, 0, LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneOffset.ofHours(2));
    settings(budgeted(CourierWorld.small(500, 64, false), nights));
    world.clock.set(world.clock.micros() + Duration.ofHours(9).toNanos() / 1_000);
    world.courier().pause(null);
    world.arriveMany(100);
    world.run();
    world.courier().resume();
    world.pass(Duration.ofMinutes(5));
    assertThat(world.uplink.received()).isEmpty();
    world.clock.advance(Duration.ofHours(11));
    world.pass(Duration.ofMinutes(2));
    UplinkLedgerChecker.allArrived(world);
  }

  private static CourierSettings budgeted(CourierSettings settings, Budget budget) {
    return new CourierSettings(
        true,
        false,
        false,
        settings.batch(),
        settings.batchBytes(),
        settings.queue(),
        settings.backoff(),
        budget,
        settings.shaping());
  }

  @Test
  void theTimeToCatchUpIsKnownWhileTheBacklogShrinks() {
    Budget budget = new Budget(10, 0, null, null, ZoneOffset.UTC);
    settings(budgeted(CourierWorld.small(500, 64, false), budget));
    world.courier().pause(null);
    world.arriveMany(1_000);
    world.run();
    world.courier().resume();
    for (int i = 0; i < 100; i++) {
      world.pass(Duration.ofMillis(100));
      world.courier().sample();
    }
    assertThat(world.courier().status().catchUp())
        .hasValueSatisfying(
            left -> assertThat(left).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(110)));
    assertThat(world.courier().status().oldest()).isEqualTo(CourierWorld.NOW);
  }

  @Test
  void nothingIsConfirmedBeforeItArrivedAndACrashRepeatsOnlyWhatWasNotSaved() {
    world.run();
    world.arriveMany(10);
    world.run();
    world.save();
    world.arriveMany(5);
    world.run();
    world.restart();
    world.run();
    UplinkLedgerChecker.allArrived(world);
    assertThat(world.uplink.received()).hasSize(10 + 5 + 5);
  }

  @Test
  void memoryStaysFlatHoweverMuchIsPending() {
    world.run();
    world.uplink.away(true);
    int[] signals = new int[1_000];
    for (int i = 0; i < 10_000; i++) {
      world.arrive(signals);
      world.journal.clear();
      if (i % 1_000 == 0) {
        world.pass(Duration.ofSeconds(30));
      }
    }
    assertThat(world.courier().status().pending()).isEqualTo(10_000_000);
    assertThat(world.courier().status().pending() - world.courier().status().backlog())
        .as("readings in memory")
        .isLessThan(10_000);
    world.save();
    assertThat(world.state.all().getFirst().position()).hasSizeLessThan(100);
  }
}
