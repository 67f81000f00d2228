package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.faults.Direction;
import dev.sluice.faults.FaultProxy;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real mosquitto behind a network that misbehaves. */
class BridgeFaultsIT {

  private Mosquitto mosquitto;
  private FaultProxy proxy;
  private Subscriber subscriber;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    mosquitto = new Mosquitto(folder).open().with("max_queued_messages 0").start();
    subscriber = new Subscriber(mosquitto.port());
    proxy = new FaultProxy(mosquitto.port());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    subscriber.close();
    mosquitto.close();
  }

  private Draft draft() {
    return Draft.to("mqtt://127.0.0.1:" + proxy.port())
        .timeout(Duration.ofSeconds(2))
        .payload("{value}");
  }

  private static Uplink open(Draft draft) {
    return new MqttUplinkFactory().open("office", draft.settings(), RealTime.surroundings());
  }

  private List<Integer> arrived(String signal) {
    return subscriber.received().stream()
        .filter(received -> received.topic().equals("plant/" + signal))
        .map(received -> Integer.parseInt(received.payload()))
        .toList();
  }

  /** As the courier does: again what did not arrive. */
  private static void deliverAll(Uplink uplink, List<Parcel> parcels) throws Exception {
    List<Parcel> left = new ArrayList<>(parcels);
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!left.isEmpty() && System.nanoTime() < end) {
      switch (uplink.deliver(left)) {
        case Delivered _ -> left.clear();
        case Retry retry -> {
          for (int i = left.size() - 1; i >= 0; i--) {
            if (retry.arrived().get(i)) {
              left.remove(i);
            }
          }
        }
        case Delivery other -> throw new AssertionError(other.toString());
      }
    }
    assertThat(left).as("what never arrived").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void aBrokerThatNeverConfirmsIsGivenUpInTime(String version) throws Exception {
    try (Uplink uplink = open(draft().version(version))) {
      assertThat(uplink.probe()).isInstanceOf(Delivered.class);
      proxy.stall(Direction.TO_CLIENT, true);
      long start = System.nanoTime();
      Delivery delivery = uplink.deliver(Parcels.counting("oven/t", 0, 5, Lane.LIVE));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(delivery).isInstanceOf(Retry.class);
      assertThat(((Retry) delivery).why()).contains("confirmed");
      assertThat(((Retry) delivery).arrived().isEmpty()).isTrue();
      proxy.stall(Direction.TO_CLIENT, false);
      deliverAll(uplink, Parcels.counting("oven/t", 0, 5, Lane.LIVE));
    }
  }

  @Test
  void whatWasConfirmedBeforeTheBrokerFellSilentIsSaidExactly() throws Exception {
    try (Uplink uplink = open(draft())) {
      assertThat(uplink.probe()).isInstanceOf(Delivered.class);
      // A confirmation of mosquitto has 4 bytes: ten of them come through, and half of one.
      proxy.silenceAfter(Direction.TO_CLIENT, 42);
      List<Parcel> batch = Parcels.counting("oven/t", 0, 100, Lane.LIVE);
      Delivery delivery = uplink.deliver(batch);
      assertThat(delivery).isInstanceOf(Retry.class);
      assertThat(((Retry) delivery).arrived().stream().boxed())
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      deliverAll(uplink, batch.subList(10, 100));
      await().until(() -> Set.copyOf(arrived("oven/t")).size() == 100);
    }
  }

  /** A reset may sweep away confirmations that had arrived, but never adds one. */
  @Test
  void ofABrokerThatConfirmsAndDiesNothingIsBelievedThatItDidNotSay() throws Exception {
    try (Uplink uplink = open(draft())) {
      assertThat(uplink.probe()).isInstanceOf(Delivered.class);
      proxy.cutAfter(Direction.TO_CLIENT, 42);
      List<Parcel> batch = Parcels.counting("oven/t", 0, 100, Lane.LIVE);
      Delivery delivery = uplink.deliver(batch);
      assertThat(delivery).isInstanceOf(Retry.class);
      int confirmed = ((Retry) delivery).arrived().cardinality();
      assertThat(((Retry) delivery).arrived().nextClearBit(0)).isEqualTo(confirmed);
      assertThat(confirmed).isLessThanOrEqualTo(10);
      deliverAll(uplink, batch.subList(confirmed, 100));
      await().until(() -> Set.copyOf(arrived("oven/t")).size() == 100);
    }
  }

  @Test
  void aQuietConnectionThatIsHalfOpenIsNoticedWithinTwoKeepAlives() throws Exception {
    try (Uplink uplink = open(draft().keepAlive(Duration.ofSeconds(1)))) {
      assertThat(uplink.probe()).isInstanceOf(Delivered.class);
      // A pulse keeps it alive for much longer than that, while nothing is wrong.
      long before = proxy.bytes(Direction.TO_CLIENT);
      await().until(() -> proxy.bytes(Direction.TO_CLIENT) >= before + 6);
      assertThat(proxy.accepted()).isEqualTo(1);
      proxy.blackHole(true);
      assertThat(proxy.open()).isEqualTo(1);
      await().atMost(Duration.ofMillis(2_500)).until(() -> clientHasGone());
      proxy.blackHole(false);
      assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 1, Lane.LIVE)))
          .isInstanceOf(Delivered.class);
      assertThat(proxy.accepted()).isEqualTo(2);
    }
  }

  private boolean clientHasGone() {
    return proxy.ended(Direction.TO_SERVER) > 0;
  }

  @Test
  void aDeliveryIntoAHalfOpenConnectionGoesOnOverANewOne() throws Exception {
    try (Uplink uplink = open(draft())) {
      deliverAll(uplink, Parcels.counting("oven/t", 0, 5, Lane.LIVE));
      proxy.blackHole(true);
      assertThat(uplink.deliver(Parcels.counting("oven/t", 5, 5, Lane.LIVE)))
          .isInstanceOf(Retry.class);
      assertThat(uplink.probe()).isInstanceOf(Retry.class);
      proxy.blackHole(false);
      deliverAll(uplink, Parcels.counting("oven/t", 5, 5, Lane.LIVE));
    }
  }

  @Test
  void aSenderWhoseBuffersAreFullIsNotStuckForGood() throws Exception {
    try (Uplink uplink = open(draft().inflight(10_000).payload("x".repeat(3_900) + "{value}"))) {
      assertThat(uplink.probe()).isInstanceOf(Delivered.class);
      proxy.stall(Direction.TO_SERVER, true);
      long start = System.nanoTime();
      assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 5_000, Lane.LIVE)))
          .isInstanceOf(Retry.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
      proxy.stall(Direction.TO_SERVER, false);
      assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 10, Lane.LIVE)))
          .isInstanceOf(Delivered.class);
    }
  }

  @Test
  void aPortThatAcceptsAndDiesIsTriedAgain() throws Exception {
    proxy.acceptThenDie(true);
    try (Uplink uplink = open(draft())) {
      assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 1, Lane.LIVE)))
          .isInstanceOf(Retry.class);
      proxy.acceptThenDie(false);
      deliverAll(uplink, Parcels.counting("oven/t", 0, 1, Lane.LIVE));
    }
  }

  @Test
  void anEndOfTheBrokersSideAloneIsNoticed() throws Exception {
    try (Uplink uplink = open(draft())) {
      assertThat(uplink.probe()).isInstanceOf(Delivered.class);
      proxy.halfClose();
      deliverAll(uplink, Parcels.counting("oven/t", 0, 20, Lane.LIVE));
    }
  }

  @Test
  void aThinLineInSlicesStillCarriesAll() throws Exception {
    // 64 kbit/s; the batch takes longer than the time-out, but something is confirmed all the time.
    proxy.rate(Direction.TO_SERVER, 8_000);
    proxy.slice(Direction.TO_SERVER, 7);
    proxy.slice(Direction.TO_CLIENT, 1);
    try (Uplink uplink = open(draft().inflight(20))) {
      assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 300, Lane.LIVE)))
          .isInstanceOf(Delivered.class);
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aLineThatFlapsUnderLoadLosesNothingAndKeepsTheOrderOfFirstArrival() throws Exception {
    proxy.cutEvery(Direction.TO_SERVER, 40_000);
    try (Uplink uplink = open(draft())) {
      FutureTask<Void> backfill =
          new FutureTask<>(
              () -> {
                for (int from = 0; from < 2_000; from += 200) {
                  deliverAll(uplink, Parcels.counting("oven/old", from, 200, Lane.BACKFILL));
                }
                return null;
              });
      Thread.ofPlatform().daemon().start(backfill);
      for (int from = 0; from < 2_000; from += 50) {
        deliverAll(uplink, Parcels.counting("oven/new", from, 50, Lane.LIVE));
      }
      backfill.get();
    }
    assertThat(proxy.accepted()).isGreaterThan(5);
    for (String signal : List.of("oven/new", "oven/old")) {
      await().until(() -> Set.copyOf(arrived(signal)).size() == 2_000);
      List<Integer> first = List.copyOf(new LinkedHashSet<>(arrived(signal)));
      assertThat(first).as(signal).isSorted();
    }
  }

  @Test
  void aBrokerStoppedAndStartedUnderLoadGetsEverything() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (Uplink uplink = open(draft())) {
      FutureTask<Integer> live =
          new FutureTask<>(
              () -> {
                int from = 0;
                while (!done.get()) {
                  deliverAll(uplink, Parcels.counting("oven/t", from, 20, Lane.LIVE));
                  from += 20;
                }
                return from;
              });
      Thread.ofPlatform().daemon().start(live);
      for (int round = 0; round < 3; round++) {
        int before = arrived("oven/t").size();
        await().until(() -> arrived("oven/t").size() > before + 100 || live.isDone());
        // What mosquitto has confirmed and not yet passed on would be gone with it.
        proxy.stall(Direction.TO_SERVER, true);
        await().until(this::quiet);
        mosquitto.stop();
        mosquitto.start();
        subscriber.again();
        proxy.stall(Direction.TO_SERVER, false);
        proxy.cut();
      }
      done.set(true);
      int count = live.get();
      await().until(() -> Set.copyOf(arrived("oven/t")).size() == count);
    }
  }

  private int seen = -1;

  private boolean quiet() {
    int now = subscriber.received().size();
    boolean same = now == seen;
    seen = now;
    return same;
  }
}
