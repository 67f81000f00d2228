package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.config.Loaded;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.faults.FaultProxy;
import dev.sluice.files.RealDisk;
import dev.sluice.gateway.Gateway;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.mqtt.bridge.MqttSettings;
import dev.sluice.mqtt.bridge.MqttUplinkFactory;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake.Verdict;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import dev.sluice.state.StateStore;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.time.FastClock;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkCatalogue;
import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkLedgerChecker;
import dev.sluice.uplink.UplinkLedgerChecker.Account;
import dev.sluice.uplink.UplinkLedgerChecker.Got;
import dev.sluice.uplink.UplinkLedgerChecker.Totals;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplinks.influx.InfluxUplinkFactory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * A whole gateway with real files in this process, a real broker upstream, somebody there who notes
 * what comes, and between them a network that fails as a test wants it.
 *
 * <p>Couriers, journal and history live by a clock that a test speeds up, moves and sets; sockets
 * live by the system's.
 */
final class Plant implements AutoCloseable {

  /** When a test begins, µs since 1970. */
  static final long NOW = 1_795_478_400_000_000L;

  static final String UPLINK = "office";
  static final int SIGNALS = 3;

  /** No longer than this until everything has arrived; usually it takes seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final FastClock clock = new FastClock(NOW, 1);
  private final Upstream broker;
  private final FaultProxy proxy;
  private final Receiver receiver;
  private String history = "";
  private String uplinks;
  private int lives;
  private long next;
  private @Nullable StateStore state;
  private @Nullable Gateway running;

  /** A plant whose broker runs and whose gateway does not yet. */
  Plant(Path folder) throws Exception {
    this(folder, Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))));
  }

  /** The same with a broker of one's own, not started yet. */
  Plant(Path folder, Upstream broker) throws Exception {
    this.folder = folder;
    this.broker = broker.start();
    this.receiver = new Receiver(broker.port(), "plant");
    this.proxy = new FaultProxy(broker.port());
    this.uplinks = uplink(UPLINK, "");
  }

  /** What stands in the configuration for an uplink that goes through the proxy. */
  String uplink(String name, String more) {
    return uplink(name, proxy.port(), more);
  }

  /** The same to another port. */
  static String uplink(String name, int port, String more) {
    return "  %s: {type: mqtt, url: \"mqtt://127.0.0.1:%d\", timeout: 1s, keepAlive: 1s%s}\n"
        .formatted(name, port, more.isEmpty() ? "" : ", " + more);
  }

  /** From the next start on it has these uplinks. */
  Plant uplinks(String... sections) {
    uplinks = String.join("", sections);
    return this;
  }

  /** From the next start on, more of the section history. */
  Plant history(String more) {
    history = ", " + more;
    return this;
  }

  FastClock clock() {
    return clock;
  }

  Upstream broker() {
    return broker;
  }

  FaultProxy proxy() {
    return proxy;
  }

  Receiver receiver() {
    return receiver;
  }

  /** The data folder. */
  Path data() {
    return folder.resolve("data");
  }

  /** The files of the journal, the oldest first. */
  List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(data().resolve("log"))) {
      return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
  }

  /** Turns one bit in the middle of what is in the oldest file of the journal. */
  void damageJournal() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segments().getFirst().toFile(), "rw")) {
      byte[] bytes = new byte[(int) file.length()];
      file.readFully(bytes);
      int used = bytes.length;
      while (bytes[used - 1] == 0) {
        used--;
      }
      file.seek(used / 2);
      file.write(bytes[used / 2] ^ 1);
    }
  }

  /** The uplinks whose position is kept. */
  List<String> positions() {
    return Objects.requireNonNull(state, "no gateway is running").uplinkState().all().stream()
        .map(Saved::id)
        .toList();
  }

  Gateway gateway() {
    return Objects.requireNonNull(running, "no gateway is running");
  }

  /** Starts the gateway on its folder. */
  Plant start() throws Exception {
    UplinkCatalogue kinds =
        new UplinkCatalogue(List.of(new InRealTime(), new InfluxUplinkFactory()));
    String uplinkSections = uplinks.isEmpty() ? "" : "uplinks:\n" + uplinks;
    Path file =
        Files.writeString(
            folder.resolve("sluice.yaml"),
            """
            gateway: {name: plant}
            history: {commit: {acknowledged: 0ms}, journal: 16MiB%s}
            %s
            """
                .formatted(history, uplinkSections));
    Loaded loaded =
        new ConfigLoader(new Kinds(Map.of(), Map.of()).withUplinks(kinds.settings())).load(file);
    state = StateStore.open(data(), clock, new Random(1));
    running =
        Gateway.open(
            new Gateway.Parts(
                loaded.config(),
                loaded.signals(),
                data(),
                new RealDisk(),
                state.brokerState(),
                state.uplinkState(),
                new DriverCatalogue(List.of()),
                kinds,
                new TroubleBook(10),
                clock,
                new Random(1),
                "1.0",
                "boot-" + ++lives,
                state.audit(),
                new BrokerDoor(),
                state.gaps()));
    running.start(
        () -> {
          throw new AssertionError("the pipeline has failed");
        });
    return this;
  }

  /** Ends the gateway in good order. */
  void stop() throws IOException {
    Gateway gateway = running;
    running = null;
    if (gateway != null) {
      gateway.close();
    }
    if (state != null) {
      state.close();
      state = null;
    }
  }

  void restart() throws Exception {
    stop();
    start();
  }

  /** The bridge's time-outs belong to real sockets. */
  private static final class InRealTime implements UplinkFactory<MqttSettings> {
    private final MqttUplinkFactory real = new MqttUplinkFactory();

    @Override
    public String type() {
      return real.type();
    }

    @Override
    public Class<MqttSettings> settings() {
      return real.settings();
    }

    @Override
    public Uplink open(String id, MqttSettings settings, Surroundings around) {
      return real.open(
          id,
          settings,
          new Surroundings(around.gateway(), around.boot(), new SystemClock(0), around.random()));
    }
  }

  static SignalId signal(int number) {
    return new SignalId("press", "s" + number);
  }

  /** How many readings of each signal were taken in so far; the value of the next one. */
  long next() {
    return next;
  }

  /** Readings of each signal come in, and are all stored when this returns. */
  void publish(int each) throws Exception {
    publish(each, Sample.NO_TIME);
  }

  /** The same with a time of their own, one µs apart. */
  void publish(int each, long time) throws Exception {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < each; i++, next++) {
      Value value = new Value.Num(next);
      long own = time == Sample.NO_TIME ? time : time + i;
      List<Sample> samples =
          IntStream.range(0, SIGNALS)
              .mapToObj(signal -> new Sample(signal(signal), value, Quality.GOOD, own, null))
              .toList();
      Arrival arrival =
          new Arrival("press", Care.ACKNOWLEDGED, false, samples, null, null, new Receipt());
      assertThat(gateway().intake().offer(arrival)).isEqualTo(Verdict.TAKEN);
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      arrival.receipt().whenSettled(outcome::complete);
      outcomes.add(outcome);
    }
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(Outcome.STORED);
    }
  }

  UplinkStatus status() {
    return status(UPLINK);
  }

  UplinkStatus status(String id) {
    return gateway().uplinks().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no uplink " + id));
  }

  Account account() {
    return Account.of(status());
  }

  /** All values that were taken in, by signal. */
  Map<SignalId, List<Long>> sent() {
    return sent(0, next);
  }

  /** Those of some arrivals. */
  static Map<SignalId, List<Long>> sent(long from, long below) {
    Map<SignalId, List<Long>> sent = new HashMap<>();
    for (int signal = 0; signal < SIGNALS; signal++) {
      sent.put(signal(signal), LongStream.range(from, below).boxed().toList());
    }
    return sent;
  }

  /** Waits until something is so. */
  void until(String what, Check check) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(check::run);
  }

  /** Something that may not be so yet. */
  @FunctionalInterface
  interface Check {
    void run() throws Exception;
  }

  /** Waits until nothing is pending and the receiver has as many readings as were taken in. */
  void awaitAll() {
    until(
        "all has arrived",
        () -> {
          assertThat(status().pending()).as("%s", status()).isZero();
          assertThat(receiver.count())
              .as("readings beside these: %s", receiver.odd())
              .isGreaterThanOrEqualTo(next * SIGNALS);
        });
  }

  /** Waits for all of it, and checks everything that must hold, but for the order of times. */
  void checkAll() {
    awaitAll();
    check(receiver.readings());
  }

  /** The balances hold, and everything has arrived: complete, equal, in order. */
  void check(List<Got> got) {
    assertThat(receiver.odd()).isEmpty();
    UplinkLedgerChecker.balances(Totals.of(gateway().ledger()), account(), got);
    UplinkLedgerChecker.allArrived(sent(), got, account());
    UplinkLedgerChecker.repeatsAreEqual(got);
    UplinkLedgerChecker.inOrder(got);
  }

  /** The same, where also the times rise. */
  void checkAllSortedByTime() {
    checkAll();
    UplinkLedgerChecker.sortedByTime(receiver.readings());
  }

  @Override
  public void close() throws IOException, MqttException {
    try {
      stop();
    } finally {
      receiver.close();
      proxy.close();
      broker.close();
    }
  }
}
