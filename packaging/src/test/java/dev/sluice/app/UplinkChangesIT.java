package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.UplinkLedgerChecker;
import dev.sluice.uplink.UplinkLedgerChecker.Account;
import dev.sluice.uplink.UplinkLedgerChecker.Totals;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplink.UplinkStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole gateway under whose uplink things change: its configuration, the journal, history, what
 * the far side knows of it. All that it took in is accounted for, and arrives if it still can.
 */
@Timeout(300)
class UplinkChangesIT {

  private static final String OTHER = "headquarters";

  @TempDir Path folder;

  @BeforeEach
  void tools() {
    Tool.assumeThere("mosquitto");
  }

  /** A plant that has 10 readings of each signal there and 10 more that wait. */
  private Plant waiting() throws Exception {
    Plant plant = new Plant(folder).start();
    plant.publish(10);
    plant.awaitAll();
    plant.proxy().away(true);
    plant.publish(10);
    return plant;
  }

  private static void isPending(Plant plant, State state, long arrivals) {
    UplinkStatus status = plant.status();
    assertThat(status.state()).isEqualTo(state);
    assertThat(status.pending()).isEqualTo(arrivals * Plant.SIGNALS);
    UplinkLedgerChecker.balances(
        Totals.of(plant.gateway().ledger()), plant.account(), plant.receiver().readings());
  }

  /** Everything there is at the receiver that an uplink is to have had since some arrival. */
  private static void checkSince(Plant plant, String uplink, long first) {
    Account account = Account.of(plant.status(uplink));
    UplinkLedgerChecker.balances(Totals.of(plant.gateway().ledger()));
    UplinkLedgerChecker.balances(account);
    assertThat(account.journalled()).isEqualTo((plant.next() - first) * Plant.SIGNALS);
    var got = plant.receiver().readings().stream().filter(one -> one.value() >= first).toList();
    UplinkLedgerChecker.allArrived(Plant.sent(first, plant.next()), got, account);
    UplinkLedgerChecker.repeatsAreEqual(got);
    UplinkLedgerChecker.inOrder(got);
  }

  @Test
  void switchedOffForAWhile() throws Exception {
    try (Plant plant = waiting()) {
      plant.uplinks(plant.uplink(Plant.UPLINK, "enabled: false")).restart();
      plant.publish(10);
      isPending(plant, State.DISABLED, 20);
      plant.restart();
      plant.publish(10);
      isPending(plant, State.DISABLED, 30);
      plant.proxy().away(false);
      plant.uplinks(plant.uplink(Plant.UPLINK, "")).restart();
      plant.publish(10);
      plant.checkAllSortedByTime();
    }
  }

  @Test
  void removedAndBroughtBackWithinAWeek() throws Exception {
    try (Plant plant = waiting()) {
      plant.uplinks().restart();
      plant.publish(10);
      isPending(plant, State.REMOVED, 20);
      plant.clock().advance(Duration.ofDays(3));
      plant.restart();
      plant.publish(10);
      plant.clock().advance(Duration.ofDays(3));
      plant.publish(10);
      isPending(plant, State.REMOVED, 40);
      plant.proxy().away(false);
      plant.uplinks(plant.uplink(Plant.UPLINK, "")).restart();
      plant.publish(10);
      plant.checkAllSortedByTime();
    }
  }

  /** Whether it is noticed by the gateway that runs, or by the next start. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void removedForMoreThanAWeek(boolean runs) throws Exception {
    try (Plant plant = waiting()) {
      plant.uplinks().restart();
      plant.publish(10);
      isPending(plant, State.REMOVED, 20);
      if (runs) {
        plant.clock().advance(Duration.ofDays(8));
        plant.until("it is forgotten", () -> assertThat(plant.positions()).isEmpty());
      } else {
        plant.stop();
        plant.clock().advance(Duration.ofDays(8));
        plant.start();
      }
      plant.restart();
      assertThat(plant.gateway().uplinks()).isEmpty();
      plant.proxy().away(false);
      plant.uplinks(plant.uplink(Plant.UPLINK, "")).restart();
      long first = plant.next();
      plant.publish(10);
      plant.until("all is sent", () -> assertThat(plant.status().pending()).isZero());
      plant.until(
          "all is there",
          () -> assertThat(plant.receiver().count()).isGreaterThanOrEqualTo(20 * Plant.SIGNALS));
      checkSince(plant, Plant.UPLINK, first);
      assertThat(plant.receiver().count()).isEqualTo(20 * Plant.SIGNALS);
    }
  }

  @Test
  void renamedItBeginsAnewAndTheOldOneShowsWhatItHas() throws Exception {
    try (Plant plant = waiting()) {
      plant.uplinks(plant.uplink(OTHER, "")).restart();
      plant.proxy().away(false);
      long first = plant.next();
      plant.publish(10);
      plant.until("all is sent", () -> assertThat(plant.status(OTHER).pending()).isZero());
      plant.until(
          "all is there",
          () -> assertThat(plant.receiver().count()).isGreaterThanOrEqualTo(20 * Plant.SIGNALS));
      checkSince(plant, OTHER, first);
      assertThat(plant.receiver().count()).isEqualTo(20 * Plant.SIGNALS);
      assertThat(plant.status().state()).isEqualTo(State.REMOVED);
      assertThat(plant.status().pending()).isEqualTo(20 * Plant.SIGNALS);
      UplinkLedgerChecker.balances(plant.account());
      plant.uplinks(plant.uplink(Plant.UPLINK, "")).restart();
      plant.checkAll();
    }
  }

  @Test
  void renamedWithEverythingFromTheBeginning() throws Exception {
    try (Plant plant = waiting()) {
      plant.uplinks(plant.uplink(OTHER, "from: beginning")).restart();
      plant.proxy().away(false);
      plant.publish(10);
      plant.until(
          "all is there",
          () -> {
            assertThat(plant.status(OTHER).pending()).isZero();
            assertThat(plant.receiver().count()).isEqualTo(plant.next() * Plant.SIGNALS);
          });
      checkSince(plant, OTHER, 0);
      assertThat(plant.status().state()).isEqualTo(State.REMOVED);
    }
  }

  @Test
  void anotherUrlUnderTheSameName() throws Exception {
    try (Plant plant = waiting()) {
      plant.uplinks(Plant.uplink(Plant.UPLINK, plant.broker().port(), "")).restart();
      plant.publish(10);
      plant.checkAllSortedByTime();
    }
  }

  @Test
  void aJournalThatIsDamagedUnderTheBacklogWhileHistoryHasIt() throws Exception {
    try (Plant plant = waiting()) {
      plant.publish(100);
      plant.damageJournal();
      plant.proxy().away(false);
      plant.publish(1);
      plant.checkAll();
      assertThat(plant.gateway().ledger().lost()).isZero();
    }
  }

  @Test
  void aJournalThatIsDamagedWhileNobodyElseHasIt() throws Exception {
    try (Plant plant = waiting()) {
      plant.publish(100);
      plant.stop();
      plant.damageJournal();
      plant.start();
      assertThat(plant.gateway().health().checks().get("journal-files"))
          .satisfies(check -> assertThat(check.cause()).contains("damaged journal files"));
      long damaged = plant.gateway().ledger().history().damaged();
      assertThat(damaged).isBetween(1L, 2L * Plant.SIGNALS);
      plant.proxy().away(false);
      plant.publish(10);
      plant.until("all is dealt with", () -> assertThat(plant.status().pending()).isZero());
      awaitAllBut(plant, damaged);
      UplinkLedgerChecker.balances(
          Totals.of(plant.gateway().ledger()), plant.account(), plant.receiver().readings());
      assertThat(plant.account().dropped()).isEqualTo(damaged);
    }
  }

  /** All has arrived but for so many, in order. */
  private static void awaitAllBut(Plant plant, long lost) {
    long expected = plant.next() * Plant.SIGNALS - lost;
    plant.until(
        "what is left is there",
        () -> assertThat(plant.receiver().count()).isGreaterThanOrEqualTo(expected));
    var got = plant.receiver().readings();
    assertThat(plant.receiver().count()).isEqualTo(expected);
    UplinkLedgerChecker.repeatsAreEqual(got);
    // What history gives in the place of a hole may repeat what came before, on another lane.
    Set<List<Object>> seen = new HashSet<>();
    UplinkLedgerChecker.inOrder(
        got.stream().filter(one -> seen.add(List.of(one.signal(), one.value()))).toList());
  }

  @Test
  void historyDropsWhatWasNeverSent() throws Exception {
    try (Plant plant = new Plant(folder).history("retention: {age: 1h}").start()) {
      plant.publish(10);
      plant.awaitAll();
      plant.proxy().away(true);
      plant.publish(20);
      List<Path> first = plant.segments();
      for (int hour = 0; hour < 6; hour++) {
        plant.clock().advance(Duration.ofHours(1));
        plant.publish(5);
        plant.restart();
      }
      plant.until(
          "they are nowhere any more",
          () -> {
            assertThat(plant.segments()).doesNotContainAnyElementsOf(first);
            assertThat(plant.gateway().ledger().history().expired())
                .isGreaterThanOrEqualTo(30 * Plant.SIGNALS);
          });
      // Some may count as dropped already: that needs nobody upstream.
      assertThat(plant.status().pending() + plant.account().dropped())
          .isEqualTo(50 * Plant.SIGNALS);
      plant.proxy().away(false);
      plant.publish(1);
      plant.until("all is dealt with", () -> assertThat(plant.status().pending()).isZero());
      assertThat(plant.account().dropped()).isGreaterThanOrEqualTo(20 * Plant.SIGNALS);
      awaitAllBut(plant, plant.account().dropped());
      var got = plant.receiver().readings();
      UplinkLedgerChecker.balances(Totals.of(plant.gateway().ledger()), plant.account(), got);
      UplinkLedgerChecker.complete(plant.sent(), got, plant.account());
    }
  }

  @Test
  void aWrongPasswordIsPutRight() throws Exception {
    Tool.assumeThere("mosquitto_passwd");
    Path up = Files.createDirectory(folder.resolve("up"));
    String passwords = up.resolve("passwords").toString();
    Tool.run("mosquitto_passwd", "-b", "-c", passwords, "plant", "right");
    int port = Product.freePort();
    Upstream broker =
        Upstream.mosquitto(
            up,
            "listener %d 127.0.0.1\nallow_anonymous false\npassword_file %s"
                .formatted(port, passwords));
    try (Plant plant = new Plant(folder, broker)) {
      plant.uplinks(Plant.uplink(Plant.UPLINK, port, "username: plant, password: wrong")).start();
      plant.publish(10);
      plant.until(
          "it is refused", () -> assertThat(plant.status().state()).isEqualTo(State.REFUSED));
      plant.publish(10);
      isPending(plant, State.REFUSED, 20);
      assertThat(plant.status().lastError()).isNotEmpty().doesNotContain("wrong");
      assertThat(plant.receiver().got()).isEmpty();
      plant.uplinks(Plant.uplink(Plant.UPLINK, port, "username: plant, password: right")).restart();
      plant.publish(10);
      plant.checkAllSortedByTime();
      assertThat(plant.status().state()).isEqualTo(State.UP);
    }
  }

  /** Pause and stop do not wait for a name server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "type: mqtt, url: \"mqtt://silent.example:1883\", timeout: 1s",
        "type: influxdb, url: \"http://silent.example:8086\", api: v1, bucket: plant, timeout: 1s"
      })
  void aNameServerThatNeverAnswers(String settings) throws Exception {
    try (Plant plant = new Plant(folder)) {
      plant.uplinks("  %s: {%s}\n".formatted(Plant.UPLINK, settings)).start();
      plant.publish(10);
      plant.until(
          "it says so",
          () -> {
            assertThat(plant.status().state()).isEqualTo(State.BACKING_OFF);
            assertThat(plant.status().lastError())
                .contains(SilentNames.HOST)
                .contains("name server");
          });
      plant.gateway().pause(Plant.UPLINK, null);
      isPending(plant, State.PAUSED, 10);
      plant.gateway().resume(Plant.UPLINK);
      plant.publish(10);
      isPending(plant, State.BACKING_OFF, 20);
      plant.stop();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain(
              "uplink-" + Plant.UPLINK + "-live", "uplink-" + Plant.UPLINK + "-backfill");
      plant.uplinks(plant.uplink(Plant.UPLINK, "")).start();
      plant.checkAllSortedByTime();
    }
  }
}
