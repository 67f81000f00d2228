package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.history.Unsent;
import dev.sluice.journal.Entry;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.InMemoryUplinkState;
import dev.sluice.state.StateFailure;
import dev.sluice.state.UplinkState.Asked;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.time.ManualClock;
import dev.sluice.uplink.UplinkStatus.State;
import dev.sluice.uplink.Uplinks.Configured;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All couriers together, with their own threads. */
class UplinksTest {

  private static final CourierSettings USUAL = CourierSettings.usual(ZoneOffset.UTC);

  private final ManualClock clock = new ManualClock(CourierWorld.NOW);
  private final InMemoryUplinkState state = new InMemoryUplinkState();
  private final SignalDirectory directory = new SignalDirectory(10);
  private final TreeMap<Long, Entry> journal = new TreeMap<>();
  private final Map<String, ScriptedUplink> far = new TreeMap<>();
  private final List<Uplinks> opened = new ArrayList<>();
  private long nextSeq = 1;

  private Uplinks open(String... ids) {
    far.clear();
    List<Configured> configured = new ArrayList<>();
    for (String id : ids) {
      ScriptedUplink uplink = new ScriptedUplink();
      far.put(id, uplink);
      configured.add(new Configured(id, "test", USUAL, () -> uplink));
    }
    Uplinks uplinks =
        new Uplinks(
            configured,
            new Uplinks.Parts(
                state,
                () -> this::read,
                (from, below, signal, time) -> new Unsent.Page(List.of(), true, 0, Long.MIN_VALUE),
                () -> 0,
                directory,
                clock,
                new Random(1)));
    opened.add(uplinks);
    journal.values().forEach(uplinks::entry);
    uplinks.begin();
    return uplinks;
  }

  private synchronized Backlog.Found read(long from, long below, int bytes) {
    Entry entry = journal.floorEntry(from).getValue();
    return new Backlog.Found.Entries(List.of(entry), entry.seq() + entry.span());
  }

  private synchronized void arrive(Uplinks uplinks, int count) {
    if (directory.size() == 0) {
      directory.add(SignalId.parse("oven/temperature"), Kind.NUMBER, null, false);
    }
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long seq = nextSeq + i;
      readings.add(new Reading(0, new Value.Num(seq), Quality.GOOD, seq, clock.micros(), seq));
    }
    Entry entry = new Entry.Arrived(nextSeq, clock.micros(), "test", 0, 0, readings, null);
    journal.put(nextSeq, entry);
    nextSeq += count;
    uplinks.entry(entry);
  }

  private ScriptedUplink far(String id) {
    ScriptedUplink uplink = far.get(id);
    assertThat(uplink).isNotNull();
    return uplink;
  }

  private static UplinkStatus status(Uplinks uplinks, String id) {
    return uplinks.find(id).orElseThrow().status();
  }

  @AfterEach
  void close() {
    opened.forEach(Uplinks::close);
  }

  @Test
  void eachUplinkGetsEverythingAtItsOwnPace() {
    Uplinks uplinks = open("a", "b");
    uplinks.start(Thread.ofPlatform().daemon().factory());
    far("b").hang(true);
    for (int i = 0; i < 200; i++) {
      arrive(uplinks, 10);
    }
    await().untilAsserted(() -> assertThat(far("a").received()).hasSize(2_000));
    assertThat(status(uplinks, "b").pending()).isEqualTo(2_000);
    far("b").hang(false);
    await().untilAsserted(() -> assertThat(far("b").received()).hasSize(2_000));
    await().untilAsserted(() -> assertThat(status(uplinks, "b").pending()).isZero());
    assertThat(uplinks.status()).allMatch(UplinkStatus::balanced);
    assertThat(uplinks.status()).extracting(UplinkStatus::id).containsExactly("a", "b");
  }

  @Test
  void aStopEndsDeliveriesThatHangAndWhatTheyHadIsSentAfterTheNextStart() {
    Uplinks before = open("a");
    before.start(Thread.ofPlatform().daemon().factory());
    far("a").hang(true);
    arrive(before, 10);
    before.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("uplink-a"));
    Uplinks after = open("a");
    after.start(Thread.ofPlatform().daemon().factory());
    await().untilAsserted(() -> assertThat(far("a").received()).hasSize(10));
    await().untilAsserted(() -> assertThat(status(after, "a").pending()).isZero());
  }

  @Test
  void positionsAloneAreSavedEveryTenSecondsAndAPauseAtOnce() {
    Uplinks uplinks = open("a");
    arrive(uplinks, 1);
    uplinks.save();
    Saved first = state.all().getFirst();
    arrive(uplinks, 1);
    clock.advance(Duration.ofSeconds(9));
    uplinks.save();
    assertThat(state.all()).containsExactly(first);
    clock.advance(Duration.ofSeconds(1));
    uplinks.save();
    assertThat(state.all().getFirst().counts().journalled()).isEqualTo(2);
    uplinks.find("a").orElseThrow().pause(null);
    uplinks.save();
    assertThat(state.all().getFirst().pausedUntil()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPauseThatIsAskedForFromOutsideIsTakenUpByTheNextSave() {
    Uplinks uplinks = open("a");
    arrive(uplinks, 1);
    uplinks.save();
    state.ask(new Asked("a", Long.MAX_VALUE));
    state.ask(new Asked("unknown", 0));
    uplinks.save();
    assertThat(status(uplinks, "a").state()).isEqualTo(State.PAUSED);
    assertThat(state.all().getFirst().pausedUntil()).isEqualTo(Long.MAX_VALUE);
    assertThat(state.asked()).isEmpty();
    state.ask(new Asked("a", 0));
    uplinks.save();
    assertThat(status(uplinks, "a").pausedUntil()).isZero();
    assertThat(state.all().getFirst().pausedUntil()).isZero();
    assertThat(state.asked()).isEmpty();
  }

  @Test
  void aPauseThatIsAskedForWhileNothingRunsHoldsFromTheStart() {
    long until = clock.micros() + 60_000_000;
    state.ask(new Asked("a", until));
    Uplinks uplinks = open("a");
    assertThat(status(uplinks, "a").pausedUntil()).isEqualTo(until);
    uplinks.save();
    assertThat(state.asked()).as("kept until it can be saved").hasSize(1);
    uplinks.find("a").orElseThrow().resume();
    uplinks.save();
    assertThat(status(uplinks, "a").pausedUntil()).as("not done twice").isZero();
    arrive(uplinks, 1);
    uplinks.save();
    assertThat(state.asked()).isEmpty();
    assertThat(state.all().getFirst().pausedUntil()).isZero();
  }

  @Test
  void aPauseThatWasAskedForIsTriedAgainIfItCannotBeSaved() {
    Uplinks uplinks = open("a");
    arrive(uplinks, 1);
    uplinks.save();
    state.ask(new Asked("a", Long.MAX_VALUE));
    state.fail(true);
    assertThatThrownBy(uplinks::save).isInstanceOf(StateFailure.class);
    assertThat(state.asked()).hasSize(1);
    state.fail(false);
    uplinks.save();
    assertThat(state.asked()).isEmpty();
    assertThat(state.all().getFirst().pausedUntil()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatCannotBeSavedIsSavedLater() {
    Uplinks uplinks = open("a");
    arrive(uplinks, 1);
    state.fail(true);
    assertThatThrownBy(uplinks::save).isInstanceOf(StateFailure.class);
    state.fail(false);
    uplinks.save();
    assertThat(state.all()).hasSize(1);
  }

  @Test
  void oneThatIsGoneFromTheConfigurationIsKeptForAWeekAndCatchesUpWhenItIsBack() {
    Uplinks before = open("a", "b");
    arrive(before, 5);
    before.close();
    Uplinks without = open("b");
    assertThat(status(without, "a").state()).isEqualTo(State.REMOVED);
    arrive(without, 5);
    assertThat(status(without, "a").pending()).isEqualTo(10);
    clock.advance(Duration.ofDays(6));
    without.close();
    Uplinks after = open("a", "b");
    after.start(Thread.ofPlatform().daemon().factory());
    await().untilAsserted(() -> assertThat(far("a").received()).hasSize(10));
    await().untilAsserted(() -> assertThat(status(after, "a").balanced()).isTrue());
  }

  @Test
  void oneThatIsGoneForLongerIsForgotten() {
    Uplinks before = open("a", "b");
    arrive(before, 5);
    before.close();
    Uplinks without = open("b");
    without.save();
    clock.advance(Duration.ofDays(8));
    assertThat(without.status()).extracting(UplinkStatus::id).containsExactly("b", "a");
    without.save();
    assertThat(state.all()).extracting(Saved::id).containsExactly("b");
    assertThat(without.status()).extracting(UplinkStatus::id).containsExactly("b");
    assertThat(without.find("a")).isEmpty();
    without.save();
    assertThat(state.all()).extracting(Saved::id).containsExactly("b");
  }

  @Test
  void anUplinkCanBeTestedByAPerson() throws InterruptedException {
    Uplinks uplinks = open("a");
    Courier courier = uplinks.find("a").orElseThrow();
    assertThat(courier.test()).isInstanceOf(Delivery.Delivered.class);
    far("a").refuse(true);
    assertThat(courier.test()).isInstanceOf(Delivery.Refused.class);
    assertThat(uplinks.find("b")).isEmpty();
  }
}
