package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.mqtt.bridge.Certificates.Signed;
import dev.sluice.mqtt.bridge.Subscriber.Received;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Poison;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code preset: azure-iot-hub} against a hub of the test that verifies each token, and the real
 * mosquitto behind it, which takes the device's topic and no other.
 */
class AzureIotHubPresetIT {

  private static final String HUB = "plant-hub.azure-devices.net";
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String OTHER = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Certificates authority;
  private Mosquitto mosquitto;
  private Subscriber backend;

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @BeforeEach
  void start() throws Exception {
    authority = new Certificates(folder, "authority");
    mosquitto = opened(new Mosquitto(folder).open().with(onlyTheDevicesTopic(folder))).start();
    backend = opened(new Subscriber(mosquitto.port()));
  }

  /** Every client may write to the topic of the device that it is; a reader may see all. */
  static String onlyTheDevicesTopic(Path folder) throws Exception {
    Path acl = folder.resolve("acl");
    Files.writeString(
        acl,
        "pattern write devices/%c/messages/events/#\n\nuser "
            + Mosquitto.READER
            + "\ntopic read #\n");
    return "acl_file " + acl;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private FakeHub hub(@Nullable String key, WallClock clock) throws Exception {
    Signed own = authority.server("hub", HUB);
    return opened(new FakeHub(own, authority, mosquitto.port(), HUB, "plant", key, clock));
  }

  private FakeHub hub() throws Exception {
    return hub(KEY, new RealTime(true));
  }

  /** An uplink that finds the hub under its real name, though on a port of its own. */
  private Uplink uplink(FakeHub hub, String keys, WallClock clock) {
    MqttSettings settings =
        Written.settings(
            "preset: azure-iot-hub\nurl: "
                + HUB
                + ":"
                + hub.port()
                + "\nca: "
                + authority.file()
                + "\ntimeout: 5s\n"
                + keys);
    MqttUplinkFactory factory =
        new MqttUplinkFactory(host -> List.of(InetAddress.getLoopbackAddress()));
    return opened(
        factory.open(
            "cloud", settings, new Surroundings("plant", "b-1", clock, new SplittableRandom(1))));
  }

  private Uplink uplink(FakeHub hub, String keys) {
    return uplink(hub, keys, new RealTime(true));
  }

  private static String properties(Received received) {
    String bag = received.topic().substring("devices/plant/messages/events/".length());
    TreeMap<String, String> properties = new TreeMap<>();
    for (String pair : bag.split("&", -1)) {
      properties.put(
          pair.substring(0, pair.indexOf('=')),
          URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), UTF_8));
    }
    return properties.toString();
  }

  @Test
  void aReadingArrivesWithItsProperties() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "sasKey: " + KEY);
    assertThat(uplink.deliver(List.of(Parcels.of("line 1/oven/t+", 21.5))))
        .isInstanceOf(Delivered.class);
    await().until(() -> !backend.received().isEmpty());
    Received only = backend.received().getFirst();
    assertThat(properties(only))
        .isEqualTo(
            "{$.ce=utf-8, $.ct=application/json, boot=b-1, device=line 1/oven, gateway=plant,"
                + " seq=7, signal=t+}");
    assertThat(only.payload()).contains("\"value\":21.5");
    assertThat(only.retained()).isFalse();
    assertThat(hub.violations()).isEmpty();
  }

  @Test
  void aConnectionStringInAFileIsEnough() throws Exception {
    FakeHub hub = hub();
    Path file = folder.resolve("connection");
    Files.writeString(file, "HostName=" + HUB + ";DeviceId=plant;SharedAccessKey=" + KEY + "\n");
    Uplink uplink = uplink(hub, "connectionStringFile: " + file);
    assertThat(uplink.probe()).isInstanceOf(Delivered.class);
    assertThat(hub.ends().getFirst())
        .isBetween(Instant.now().getEpochSecond() + 3500, Instant.now().getEpochSecond() + 3600);
  }

  @Test
  void aCertificateIsLetInWithoutAToken() throws Exception {
    FakeHub hub = hub(null, new RealTime(true));
    Signed device = authority.client("plant");
    Signed stranger = authority.client("other");
    assertThat(
            uplink(hub, "cert: " + device.file() + "\nkey: " + device.keyFile())
                .deliver(List.of(Parcels.of("oven/t", 1))))
        .isInstanceOf(Delivered.class);
    Delivery other =
        uplink(hub, "cert: " + stranger.file() + "\nkey: " + stranger.keyFile()).probe();
    assertThat(other).isInstanceOf(Refused.class);
    assertThat(((Refused) other).why()).contains("enabled in the hub", "certificate");
  }

  @Test
  void tokensAreRenewedUnderLoadWithoutLossRepetitionOrComplaint() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "tokenLife: 5s\nsasKey: " + KEY);
    FutureTask<Integer> live = carrying(uplink, hub, "oven/live", Lane.LIVE, 5);
    FutureTask<Integer> late = carrying(uplink, hub, "oven/late", Lane.BACKFILL, 5);
    int liveSent = live.get(90, TimeUnit.SECONDS);
    int lateSent = late.get(90, TimeUnit.SECONDS);
    await().until(() -> backend.received().size() >= liveSent + lateSent);
    assertThat(seen("live")).containsExactlyElementsOf(upTo(liveSent));
    assertThat(seen("late")).containsExactlyElementsOf(upTo(lateSent));
    assertThat(hub.expired()).as("connections that the hub had to end").isZero();
    assertThat(hub.kicked()).as("connections that stood beside another").isZero();
    assertThat(hub.turnedAway()).isZero();
    assertThat(hub.violations()).isEmpty();
    assertThat(hub.ends()).isSorted().doesNotHaveDuplicates();
  }

  /** At two in a second, a batch takes longer than a token counts. */
  @Test
  void aTokenIsRenewedInTheMiddleOfASlowBatch() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "tokenLife: 5s\nrate: 2\nsasKey: " + KEY);
    assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 14, Lane.LIVE)))
        .isEqualTo(new Delivered());
    assertThat(hub.expired()).as("connections that the hub had to end").isZero();
    assertThat(hub.ends()).hasSizeGreaterThan(1);
    await().until(() -> seen("t").size() >= 14);
    assertThat(seen("t")).containsExactlyElementsOf(upTo(14));
  }

  /** Delivers batch after batch until so many tokens were used; each must simply arrive. */
  private static FutureTask<Integer> carrying(
      Uplink uplink, FakeHub hub, String signal, Lane lane, int tokens) {
    FutureTask<Integer> task =
        new FutureTask<>(
            () -> {
              int sent = 0;
              while (hub.ends().size() < tokens) {
                List<Parcel> batch = Parcels.counting(signal, sent, 10, lane);
                Delivery delivery = uplink.deliver(batch);
                assertThat(delivery).as("after %d", sent).isEqualTo(new Delivered());
                sent += batch.size();
              }
              return sent;
            });
    Thread.ofPlatform().daemon().name("test-" + lane).start(task);
    return task;
  }

  private List<String> seen(String signal) {
    return backend.received().stream()
        .filter(one -> one.topic().contains("signal=" + signal + "&"))
        .map(one -> one.payload().replaceAll(".*\"value\":([0-9]+),.*", "$1"))
        .toList();
  }

  private static List<String> upTo(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Test
  void aQuietConnectionIsRenewedToo() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "tokenLife: 5s\nsasKey: " + KEY);
    assertThat(uplink.probe()).isInstanceOf(Delivered.class);
    await().atMost(Duration.ofSeconds(30)).until(() -> hub.ends().size() >= 3);
    assertThat(hub.expired()).isZero();
    assertThat(uplink.probe()).isInstanceOf(Delivered.class);
  }

  @Test
  void aHubThatIsAwayWhenATokenEndsCostsNothingButTime() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "tokenLife: 5s\nsasKey: " + KEY);
    List<Parcel> first = Parcels.counting("oven/t", 0, 5, Lane.LIVE);
    assertThat(uplink.deliver(first)).isInstanceOf(Delivered.class);
    hub.away(true);
    List<Parcel> second = Parcels.counting("oven/t", 5, 5, Lane.LIVE);
    long end = hub.ends().getFirst();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              Delivery delivery = uplink.deliver(second);
              assertThat(delivery).isInstanceOf(Retry.class);
              assertThat(((Retry) delivery).arrived().isEmpty()).isTrue();
              return Instant.now().getEpochSecond() > end;
            });
    hub.away(false);
    await().until(() -> uplink.deliver(second) instanceof Delivered);
    await().until(() -> seen("t").size() >= 10);
    assertThat(seen("t")).containsExactlyElementsOf(upTo(10));
  }

  @Test
  void anotherKeyIsRefusedInWordsAndTakenOnceItIsRight() throws Exception {
    FakeHub hub = hub();
    Path file = folder.resolve("key");
    Files.writeString(file, OTHER);
    Uplink uplink = uplink(hub, "sasKeyFile: " + file);
    Delivery refused = uplink.deliver(List.of(Parcels.of("oven/t", 1)));
    assertThat(refused).isInstanceOf(Refused.class);
    assertThat(((Refused) refused).why())
        .contains("device plant", "whether the key is the one of this device", "enabled")
        .doesNotContain(OTHER, "sig=");
    Files.writeString(file, KEY);
    assertThat(uplink.deliver(List.of(Parcels.of("oven/t", 1)))).isInstanceOf(Delivered.class);
  }

  @Test
  void aKeyThatIsChangedAtTheHubIsRefusedAtTheNextConnection() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "sasKey: " + KEY);
    assertThat(uplink.deliver(List.of(Parcels.of("oven/t", 1)))).isInstanceOf(Delivered.class);
    hub.key(OTHER);
    await()
        .untilAsserted(
            () ->
                assertThat(uplink.deliver(List.of(Parcels.of("oven/t", 2))))
                    .isInstanceOf(Refused.class));
  }

  /** A clock that is off by this much. */
  private record Off(Duration by, boolean trusted) implements WallClock {
    @Override
    public long micros() {
      return new RealTime(true).micros() + by.toNanos() / 1000;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }

  @Test
  void aClockThatIsWrongIsNamedAndOneThatKnowsItIsWaitedFor() throws Exception {
    FakeHub hub = hub();
    Delivery sure = uplink(hub, "sasKey: " + KEY, new Off(Duration.ofHours(-3), true)).probe();
    assertThat(sure).isInstanceOf(Refused.class);
    assertThat(((Refused) sure).why())
        .contains(
            "whether it is "
                + Instant.now().minus(Duration.ofHours(3)).toString().substring(0, 10));
    Delivery unsure = uplink(hub, "sasKey: " + KEY, new Off(Duration.ofHours(-3), false)).probe();
    assertThat(unsure).isInstanceOf(Retry.class);
    assertThat(((Retry) unsure).why()).contains("does not yet know the time", "token");
  }

  @Test
  void whatIsTooLargeForTheHubIsSetAsideAndNothingElse() throws Exception {
    FakeHub hub = hub();
    Uplink uplink = uplink(hub, "sasKey: " + KEY);
    Parcel large = Parcels.text("oven/log", "x".repeat(256 * 1024));
    Delivery delivery =
        uplink.deliver(List.of(Parcels.of("oven/a", 1), large, Parcels.of("oven/b", 2)));
    assertThat(delivery).isInstanceOf(Poison.class);
    assertThat(((Poison) delivery).why())
        .containsOnlyKeys(1)
        .hasEntrySatisfying(1, why -> assertThat(why).contains("at most 262144"));
    await().until(() -> backend.received().size() == 2);
    assertThat(hub.ends()).as("connections").hasSize(1);
    assertThat(hub.violations()).isEmpty();
  }

  @Test
  void neverMoreThanTheHubTakesInASecond() throws Exception {
    Uplink uplink = uplink(hub(), "sasKey: " + KEY);
    assertThat(uplink.probe()).isInstanceOf(Delivered.class);
    long begun = System.nanoTime();
    List<Parcel> live = Parcels.counting("oven/t", 0, 100, Lane.LIVE);
    List<Parcel> late = Parcels.counting("oven/u", 0, 90, Lane.BACKFILL);
    for (List<Parcel> batch : Stream.of(live, late).toList()) {
      assertThat(uplink.deliver(batch)).isInstanceOf(Delivered.class);
    }
    // 190 are at least one full second and 90 more at the pace.
    assertThat(System.nanoTime() - begun).isGreaterThan(1_900_000_000L);
  }
}
