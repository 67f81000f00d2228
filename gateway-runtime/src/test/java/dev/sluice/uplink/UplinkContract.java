package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Setting;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Poison;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Rejected;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import dev.sluice.uplink.UplinkPeer.Got;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What every kind of uplink must keep to. The test of a kind extends it and brings a {@link
 * UplinkPeer} that can be made to misbehave, and settings that lead there.
 *
 * <p>The settings name the signal in a way that the peer can tell it again ({@code device/name}),
 * have a password or token that is {@link #SECRET} if the kind has any, and time-outs so short that
 * a delivery to a far side that never answers ends within {@link #patience}.
 *
 * @param <C> the uplink's settings
 */
public abstract class UplinkContract<C extends Record> {

  /** The password, token or key in the settings; no text for people may have it. */
  protected static final String SECRET = "s3cr3t-that-nobody-may-see";

  /** 2026-01-01T00:00:00Z, µs. */
  protected static final long NOON = 1_767_225_600_000_000L;

  private static final SignalId TEMPERATURE = SignalId.parse("oven/temperature");
  private static final SignalId DOOR = SignalId.parse("oven/door");
  private static final SignalId STATE = SignalId.parse("plant/line-1/state");
  private static final SignalId UNWANTED = SignalId.parse("plant/unwanted");

  /** The factory under test. */
  protected abstract UplinkFactory<C> factory();

  /** A peer that is not started; it is closed after each test. */
  protected abstract UplinkPeer openPeer() throws Exception;

  /** Settings that lead to the peer. */
  protected abstract C settings(UplinkPeer peer) throws Exception;

  /** Clock and chance for the uplink; the gateway's name is {@code contract}. */
  protected abstract Surroundings surroundings();

  /** Makers of settings that the record must refuse with an IllegalArgumentException. */
  protected abstract List<Supplier<C>> refused();

  /** How long a delivery may take at the most, with the settings of this test. */
  protected Duration patience() {
    return Duration.ofSeconds(10);
  }

  /** True if the far side keeps readings whose quality is bad and that have no value. */
  protected boolean keepsReadingsWithoutValue() {
    return false;
  }

  /**
   * True for threads that belong to a library as a whole and stay, few, when an uplink is closed.
   */
  protected boolean staysForGood(Thread thread) {
    return false;
  }

  private final List<Uplink> open = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private Set<Thread> before = Set.of();
  private UplinkPeer peer;
  private long clock = NOON;

  @BeforeEach
  final void openThePeer() throws Exception {
    before = threads();
    peer = openPeer();
    peer.start();
  }

  @AfterEach
  final void closeAll() throws Exception {
    open.forEach(Uplink::close);
    peer.close();
    assertThat(said)
        .as("what people are told")
        .allSatisfy(why -> assertThat(why).isNotBlank().doesNotContain(SECRET));
  }

  private Uplink open() throws Exception {
    Uplink uplink = factory().open("contract-uplink", settings(peer), surroundings());
    open.add(uplink);
    return uplink;
  }

  private Parcel parcel(SignalId signal, Value value, Lane lane) {
    clock += 1_000;
    long seq = lane == Lane.LIVE ? clock / 1_000 : -1;
    return new Parcel(signal, null, value, Quality.GOOD, clock, seq, lane);
  }

  private List<Parcel> numbers(SignalId signal, int count, Lane lane) {
    List<Parcel> parcels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parcels.add(parcel(signal, new Value.Num(i + 0.5), lane));
    }
    return parcels;
  }

  /** Does it on a thread of its own; an answer that takes too long is a failure. */
  private <T> T inTime(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = Thread.ofPlatform().daemon().name("contract-delivery").start(task);
    try {
      return task.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      thread.interrupt();
    }
  }

  private Delivery deliver(Uplink uplink, List<Parcel> batch) throws Exception {
    return noted(inTime(() -> uplink.deliver(batch)), batch.size());
  }

  private Delivery probe(Uplink uplink) throws Exception {
    return noted(inTime(uplink::probe), 0);
  }

  private Delivery noted(Delivery delivery, int size) {
    switch (delivery) {
      case Delivered _ -> {}
      case Retry retry -> {
        said.add(retry.why());
        assertThat(retry.after().isNegative()).as("waits a negative time").isFalse();
        assertThat(retry.arrived().length()).as("what arrived").isLessThanOrEqualTo(size);
      }
      case Poison poison -> {
        said.addAll(poison.why().values());
        assertThat(poison.why()).as("which are poison").isNotEmpty();
        assertThat(poison.why().keySet())
            .allSatisfy(place -> assertThat(place).isBetween(0, size - 1));
      }
      case Rejected rejected -> said.add(rejected.why());
      case Refused refused -> said.add(refused.why());
    }
    return delivery;
  }

  /** Sends as the courier does: again what did not arrive, in halves what was rejected. */
  private List<Parcel> deliverAll(Uplink uplink, List<Parcel> batch) throws Exception {
    List<Parcel> unwanted = new ArrayList<>();
    List<Parcel> left = new ArrayList<>(batch);
    long until = System.nanoTime() + 4 * patience().toNanos();
    int most = left.size();
    while (!left.isEmpty() && System.nanoTime() < until) {
      List<Parcel> next = List.copyOf(left.subList(0, Math.min(most, left.size())));
      switch (deliver(uplink, next)) {
        case Delivered _ -> left.subList(0, next.size()).clear();
        case Poison poison -> {
          poison.why().keySet().forEach(place -> unwanted.add(next.get(place)));
          left.subList(0, next.size()).clear();
        }
        case Rejected _ -> {
          if (next.size() == 1) {
            unwanted.add(left.removeFirst());
            most = batch.size();
          } else {
            most = next.size() / 2;
          }
        }
        case Retry retry -> {
          for (int i = next.size() - 1; i >= 0; i--) {
            if (retry.arrived().get(i)) {
              left.remove(i);
            }
          }
          Duration pause = Duration.ofMillis(Math.clamp(retry.after().toMillis(), 20, 1_000));
          await().pollDelay(pause).until(() -> true);
        }
        case Refused refused -> throw new AssertionError("refused: " + refused.why());
      }
    }
    assertThat(left).as("what never arrived").isEmpty();
    return unwanted;
  }

  private List<Got> got(SignalId signal) throws Exception {
    return peer.received().stream().filter(got -> got.signal().equals(signal)).toList();
  }

  private void awaitGot(SignalId signal, List<Parcel> sent) {
    List<Got> expected =
        sent.stream()
            .filter(parcel -> parcel.signal().equals(signal))
            .map(parcel -> new Got(signal, parcel.value(), parcel.time()))
            .toList();
    await()
        .atMost(patience())
        .untilAsserted(
            () -> assertThat(got(signal).stream().distinct()).containsExactlyElementsOf(expected));
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  @ContractTest
  final void isFoundByItsType() {
    assertThat(UplinkCatalogue.load().find(factory().type()))
        .as("META-INF/services/" + UplinkFactory.class.getName() + " names the factory")
        .get()
        .hasSameClassAs(factory());
    assertThat(factory().type()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  @ContractTest
  final void explainsEverySetting() {
    for (RecordComponent component : factory().settings().getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      assertThat(setting).as("@Setting at " + component.getName()).isNotNull();
      assertThat(setting.value()).as(component.getName()).endsWith(".");
    }
  }

  @ContractTest
  final void refusesBadSettingsWithAReason() {
    assertThat(refused()).as("settings that must be refused").isNotEmpty();
    for (Supplier<C> bad : refused()) {
      assertThatThrownBy(bad::get)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .isNotBlank()
          .doesNotContain(SECRET);
    }
  }

  @ContractTest
  final void deliversEachKindOfValue() throws Exception {
    List<Parcel> batch =
        List.of(
            parcel(TEMPERATURE, new Value.Num(-21.25), Lane.LIVE),
            parcel(DOOR, new Value.Bool(true), Lane.LIVE),
            parcel(STATE, new Value.Text("läuft \"gut\", \\ ok\nzweite Zeile"), Lane.LIVE),
            parcel(DOOR, new Value.Bool(false), Lane.LIVE),
            parcel(TEMPERATURE, new Value.Num(1e300), Lane.LIVE));
    Uplink uplink = open();
    assertThat(deliverAll(uplink, batch)).isEmpty();
    awaitGot(TEMPERATURE, batch);
    awaitGot(DOOR, batch);
    awaitGot(STATE, batch);
  }

  @ContractTest
  final void aReadingWithoutAValueHoldsUpNobody() throws Exception {
    Parcel none = new Parcel(DOOR, null, null, Quality.BAD_DEVICE, NOON, 7, Lane.LIVE);
    Parcel good = parcel(TEMPERATURE, new Value.Num(1), Lane.LIVE);
    Uplink uplink = open();
    deliverAll(uplink, List.of(none, good));
    awaitGot(TEMPERATURE, List.of(good));
    if (keepsReadingsWithoutValue()) {
      awaitGot(DOOR, List.of(none));
    }
  }

  @ContractTest
  final void keepsTheOrderOfEachSignalOverManyBatches() throws Exception {
    Uplink uplink = open();
    List<Parcel> sent = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      List<Parcel> batch = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        batch.add(parcel(TEMPERATURE, new Value.Num(i), Lane.LIVE));
        batch.add(parcel(STATE, new Value.Text("step " + i), Lane.LIVE));
      }
      deliverAll(uplink, batch);
      sent.addAll(batch);
    }
    awaitGot(TEMPERATURE, sent);
    awaitGot(STATE, sent);
  }

  @ContractTest
  final void takesBothLanesAtOnce() throws Exception {
    Uplink uplink = open();
    List<Parcel> backfill = numbers(TEMPERATURE, 300, Lane.BACKFILL);
    List<Parcel> live = numbers(STATE, 300, Lane.LIVE);
    FutureTask<List<Parcel>> other = new FutureTask<>(() -> deliverAll(uplink, backfill));
    Thread.ofPlatform().daemon().name("contract-backfill").start(other);
    for (int i = 0; i < live.size(); i += 50) {
      deliverAll(uplink, live.subList(i, i + 50));
    }
    assertThat(other.get(4 * patience().toMillis(), TimeUnit.MILLISECONDS)).isEmpty();
    awaitGot(TEMPERATURE, backfill);
    awaitGot(STATE, live);
  }

  @ContractTest
  final void asksForPatienceWhileTheFarSideIsAwayAndConnectsByItselfWhenItIsBack()
      throws Exception {
    peer.stop();
    Uplink uplink = open();
    List<Parcel> batch = numbers(TEMPERATURE, 10, Lane.LIVE);
    assertThat(deliver(uplink, batch)).isInstanceOf(Retry.class);
    assertThat(probe(uplink)).isInstanceOf(Retry.class);
    peer.start();
    deliverAll(uplink, batch);
    awaitGot(TEMPERATURE, batch);
  }

  @ContractTest
  final void losesNothingWhenTheFarSideGoesAwayInBetween() throws Exception {
    Uplink uplink = open();
    List<Parcel> first = numbers(TEMPERATURE, 20, Lane.LIVE);
    deliverAll(uplink, first);
    awaitGot(TEMPERATURE, first);
    peer.stop();
    List<Parcel> second = numbers(STATE, 20, Lane.LIVE);
    Delivery away = deliver(uplink, second);
    assertThat(away).isInstanceOf(Retry.class);
    assertThat(((Retry) away).arrived().isEmpty()).as("nothing can have arrived").isTrue();
    peer.start();
    deliverAll(uplink, second);
    awaitGot(STATE, second);
  }

  @ContractTest
  final void probesWithoutSendingAnything() throws Exception {
    Uplink uplink = open();
    assertThat(probe(uplink)).isInstanceOf(Delivered.class);
    assertThat(peer.received()).isEmpty();
  }

  @ContractTest
  final void saysWhenItIsNotLetInAndGoesOnOnceItIs() throws Exception {
    assumeThat(peer.refuseCredentials(true)).as("the kind has credentials").isTrue();
    Uplink uplink = open();
    List<Parcel> batch = numbers(TEMPERATURE, 3, Lane.LIVE);
    assertThat(deliver(uplink, batch)).isInstanceOf(Refused.class);
    assertThat(probe(uplink)).isInstanceOf(Refused.class);
    peer.refuseCredentials(false);
    await()
        .atMost(patience())
        .untilAsserted(() -> assertThat(probe(uplink)).isInstanceOf(Delivered.class));
    deliverAll(uplink, batch);
    awaitGot(TEMPERATURE, batch);
  }

  @ContractTest
  final void oneUnwantedReadingCostsNoOther() throws Exception {
    assumeThat(peer.reject(UNWANTED)).as("the far side can say no to one").isTrue();
    Uplink uplink = open();
    List<Parcel> batch = new ArrayList<>(numbers(TEMPERATURE, 5, Lane.LIVE));
    Parcel unwanted = parcel(UNWANTED, new Value.Num(13), Lane.LIVE);
    batch.add(unwanted);
    batch.addAll(numbers(STATE, 5, Lane.LIVE));
    assertThat(deliverAll(uplink, batch)).containsExactly(unwanted);
    awaitGot(TEMPERATURE, batch);
    awaitGot(STATE, batch);
    assertThat(got(UNWANTED)).isEmpty();
  }

  @ContractTest
  final void aSlowFarSideIsWaitedForWithinBounds() throws Exception {
    assumeThat(peer.slow(patience().dividedBy(20))).as("the peer can be slow").isTrue();
    Uplink uplink = open();
    List<Parcel> batch = numbers(TEMPERATURE, 3, Lane.LIVE);
    deliverAll(uplink, batch);
    peer.slow(Duration.ZERO);
    awaitGot(TEMPERATURE, batch);
  }

  @ContractTest
  final void aFarSideThatNeverAnswersIsGivenUpInTime() throws Exception {
    assumeThat(peer.blackHole(true)).as("the peer can be silent").isTrue();
    Uplink uplink = open();
    List<Parcel> batch = numbers(TEMPERATURE, 3, Lane.LIVE);
    assertThat(deliver(uplink, batch)).isInstanceOf(Retry.class);
    assertThat(probe(uplink)).isInstanceOf(Retry.class);
    peer.blackHole(false);
    deliverAll(uplink, batch);
    awaitGot(TEMPERATURE, batch);
  }

  @ContractTest
  final void aFarSideThatFallsSilentIsNoticed() throws Exception {
    Uplink uplink = open();
    deliverAll(uplink, numbers(TEMPERATURE, 3, Lane.LIVE));
    assumeThat(peer.blackHole(true)).as("the peer can be silent").isTrue();
    List<Parcel> batch = numbers(STATE, 3, Lane.LIVE);
    assertThat(deliver(uplink, batch)).isInstanceOf(Retry.class);
    peer.blackHole(false);
    deliverAll(uplink, batch);
    awaitGot(STATE, batch);
  }

  @ContractTest
  final void endsSoonWhenInterrupted() throws Exception {
    assumeThat(peer.blackHole(true)).as("the peer can be silent").isTrue();
    Uplink uplink = open();
    List<Parcel> batch = numbers(TEMPERATURE, 3, Lane.LIVE);
    FutureTask<Delivery> delivery = new FutureTask<>(() -> uplink.deliver(batch));
    Thread thread = Thread.ofPlatform().daemon().name("contract-interrupted").start(delivery);
    await()
        .atMost(patience())
        .until(
            () ->
                delivery.isDone()
                    || thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING
                    || thread.getState() == Thread.State.RUNNABLE);
    thread.interrupt();
    await().atMost(Duration.ofSeconds(3)).until(delivery::isDone);
    // Whether it was interrupted or had just given up: it does not say that anything arrived.
    if (delivery.state() == FutureTask.State.SUCCESS) {
      assertThat(delivery.get()).isInstanceOf(Retry.class);
    } else {
      assertThat(delivery.exceptionNow()).isInstanceOf(InterruptedException.class);
    }
  }

  @ContractTest
  final void closingEndsADeliveryUnderWay() throws Exception {
    assumeThat(peer.blackHole(true)).as("the peer can be silent").isTrue();
    Uplink uplink = open();
    List<Parcel> batch = numbers(TEMPERATURE, 3, Lane.LIVE);
    FutureTask<Delivery> delivery = new FutureTask<>(() -> uplink.deliver(batch));
    Thread thread = Thread.ofPlatform().daemon().name("contract-closed").start(delivery);
    await().atMost(patience()).until(() -> thread.getState() != Thread.State.NEW);
    uplink.close();
    await().atMost(patience()).until(delivery::isDone);
    if (delivery.state() == FutureTask.State.SUCCESS) {
      assertThat(delivery.get()).isNotInstanceOf(Delivered.class);
    }
  }

  /** Alone, where the others run beside each other. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @ResourceLock(ContractTest.THREADS)
  final void leavesNoThreadsBehindAndClosesTwice() throws Exception {
    for (int round = 0; round < 3; round++) {
      Uplink uplink = open();
      deliverAll(uplink, numbers(TEMPERATURE, 2, Lane.LIVE));
      uplink.close();
      uplink.close();
    }
    peer.close();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(threads())
                    .filteredOn(thread -> !before.contains(thread) && thread.isAlive())
                    .filteredOn(thread -> !thread.getName().startsWith("contract-"))
                    .filteredOn(thread -> !isOfTheTests(thread) && !staysForGood(thread))
                    .isEmpty());
  }

  private static boolean isOfTheTests(Thread thread) {
    String name = thread.getName();
    return name.startsWith("awaitility")
        || name.startsWith("process reaper")
        || name.startsWith("ForkJoinPool.commonPool")
        || name.startsWith("Attach Listener")
        || name.startsWith("surefire");
  }

  @ContractTest
  final void sendsNothingAfterItWasClosed() throws Exception {
    Uplink uplink = open();
    uplink.close();
    List<Parcel> batch = numbers(TEMPERATURE, 2, Lane.LIVE);
    try {
      assertThat(deliver(uplink, batch)).isNotInstanceOf(Delivered.class);
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageNotContaining(SECRET);
    }
    assertThat(peer.received()).isEmpty();
  }
}
