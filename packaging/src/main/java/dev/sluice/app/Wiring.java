package dev.sluice.app;

import dev.sluice.access.CertificateIdentity;
import dev.sluice.access.DataFolder;
import dev.sluice.access.GatewayCertificate;
import dev.sluice.access.LoginThrottle;
import dev.sluice.access.PasswordRule;
import dev.sluice.access.Passwords;
import dev.sluice.access.Secrets;
import dev.sluice.config.ConsoleSection;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.Loaded;
import dev.sluice.config.MqttSection;
import dev.sluice.config.RawTopics;
import dev.sluice.console.api.Hints;
import dev.sluice.console.http.ConsoleServer;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.files.RealDisk;
import dev.sluice.gateway.Checks;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.meters.TroubleBook;
import dev.sluice.mqtt.broker.BrokerException;
import dev.sluice.mqtt.broker.LocalBroker;
import dev.sluice.mqtt.inbound.PayloadDecoder;
import dev.sluice.state.StateStore;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every object of the gateway, in start order, and takes them down in reverse.
 *
 * <p>Readings can be stored before anybody can send one, and nobody can send one any more when the
 * journal closes.
 */
final class Wiring implements GatewayRun {

  private static final Logger log = LoggerFactory.getLogger(Wiring.class);

  /** Sources whose bad input is remembered. */
  private static final int TROUBLE_SOURCES = 1_000;

  /**
   * How long a stop may take before the process ends anyway; everything acknowledged is on flash by
   * then.
   */
  private static final long STOP_SECONDS = 25;

  private final Build build;
  private final SystemClock clock;
  private final SecureRandom random;
  private final DriverCatalogue drivers;
  private final UplinkCatalogue uplinks;
  private final Passwords passwords;
  private final PasswordRule passwordRule;

  Wiring(
      Build build,
      SystemClock clock,
      SecureRandom random,
      DriverCatalogue drivers,
      UplinkCatalogue uplinks,
      Passwords passwords,
      PasswordRule passwordRule) {
    this.build = build;
    this.clock = clock;
    this.random = random;
    this.drivers = drivers;
    this.uplinks = uplinks;
    this.passwords = passwords;
    this.passwordRule = passwordRule;
  }

  /** What is closed in the end, the last opened first. */
  private static final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
      parts.push(part);
      return part;
    }

    @Override
    public void close() {
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception e) {
          log.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
        }
      }
    }
  }

  @Override
  public void run(Path file, Loaded loaded, Path data) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              try {
                if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                  log.warn(
                      "the stop took too long and was cut short; nothing acknowledged is lost");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    AtomicBoolean failed = new AtomicBoolean();
    Runnable onFailure =
        () -> {
          failed.set(true);
          stop.countDown();
        };
    try {
      runUntil(stop, loaded, data, onFailure);
      log.info("stopped");
    } finally {
      stopped.countDown();
    }
    if (failed.get()) {
      // A supervisor starts it again: nobody may be there to do it.
      throw new CommandFailed(ExitCode.INTERNAL, "the pipeline has failed; the log says why");
    }
  }

  private void runUntil(CountDownLatch stop, Loaded loaded, Path data, Runnable onFailure)
      throws Exception {
    try (Opened opened = new Opened()) {
      start(loaded, data, opened, onFailure);
      try {
        stop.await();
        log.info("stopping");
      } catch (InterruptedException e) {
        log.info("stopping: asked for by the program itself");
      }
    }
  }

  private void start(Loaded loaded, Path data, Opened opened, Runnable onFailure) throws Exception {
    long begin = clock.nanos();
    GatewayConfig config = loaded.config();
    clock.trust(config.gateway().clock());
    DataFolder folder = DataFolder.open(data);
    opened.add(FolderLock.take(folder));
    StateStore state = opened.add(StateStore.open(data, clock, random));
    TroubleBook troubles = new TroubleBook(TROUBLE_SOURCES);
    BrokerDoor brokerDoor = new BrokerDoor();
    Gateway gateway =
        opened.add(
            Gateway.open(
                new Gateway.Parts(
                    config,
                    loaded.signals(),
                    data,
                    new RealDisk(),
                    state.brokerState(),
                    state.uplinkState(),
                    drivers,
                    uplinks,
                    troubles,
                    clock,
                    random,
                    build.version(),
                    new Secrets(random).id(),
                    state.audit(),
                    brokerDoor,
                    state.gaps())));
    gateway.checks().add("state", () -> Checks.of(Condition.DEGRADED, state.trouble().orElse("")));
    gateway.start(onFailure);

    Optional<GatewayCertificate> certificate = certificate(config, folder);
    LocalBroker broker =
        new LocalBroker(
            config.mqtt(),
            folder.folder("broker"),
            gateway.intake(),
            new PayloadDecoder(config.mqtt().topics()),
            state.deviceKeys(),
            state.brokerState(),
            clock,
            troubles,
            certificate.orElse(null),
            random,
            RawTopics.of(config.uplinks().values()));
    ConsoleServer console =
        new ConsoleServer(
            new ConsoleServer.Settings(
                config.console(),
                config.telemetry(),
                certificate.map(Wiring::pem).orElse(null),
                new Hints(mqttPort(config), Program.launcher(), data.toAbsolutePath().normalize())),
            new ConsoleServer.Ports(
                gateway,
                gateway,
                state.accounts(),
                state.tokens(),
                state.audit(),
                new ConsolePasswords(passwords, passwordRule),
                new LoginThrottle(clock)),
            clock,
            random);
    // The broker takes seconds to start and the console one: side by side, on two cores.
    CompletableFuture<Void> consoleStarted =
        CompletableFuture.runAsync(() -> start(console), Thread.ofPlatform()::start);
    opened.add(console);
    try {
      broker.start();
    } catch (BrokerException e) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    opened.add(broker);
    brokerDoor.open(broker);
    gateway.addMeters(broker::meters);
    gateway.checks().add("broker", broker::check);
    try {
      consoleStarted.join();
    } catch (CompletionException e) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, cause(e));
    }
    gateway.checks().serving(true);
    log.info(
        "{} is ready after {} ms",
        config.gateway().name(),
        TimeUnit.NANOSECONDS.toMillis(clock.nanos() - begin));
    Welcome.lines(
            config.mqtt(),
            config.console(),
            certificate.map(GatewayCertificate::fingerprint),
            state.accounts().setupCode())
        .forEach(log::info);
  }

  private static void start(ConsoleServer console) {
    try {
      console.start();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static String cause(CompletionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  /** The port that plain MQTT clients are told to use. */
  private static OptionalInt mqttPort(GatewayConfig config) {
    return config.mqtt().listen().stream()
        .filter(listen -> !listen.tls() && !listen.websocket() && !listen.proxy())
        .mapToInt(MqttSection.Listen::port)
        .findFirst();
  }

  /** The gateway's own certificate, if a listener wants one. */
  private Optional<GatewayCertificate> certificate(GatewayConfig config, DataFolder folder)
      throws IOException {
    if (config.console().listen().stream().noneMatch(ConsoleSection.Listen::tls)
        && config.mqtt().listen().stream().noneMatch(MqttSection.Listen::tls)) {
      return Optional.empty();
    }
    Set<InetAddress> addresses = new LinkedHashSet<>();
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .forEach(addresses::add);
    CertificateIdentity identity =
        new CertificateIdentity(
            config.gateway().name(),
            List.of("localhost", InetAddress.getLocalHost().getHostName()),
            List.copyOf(addresses));
    return Optional.of(GatewayCertificate.loadOrMake(folder, identity, clock, random));
  }

  private static ConsoleServer.Pem pem(GatewayCertificate certificate) {
    return new ConsoleServer.Pem(certificate.keyFile(), certificate.certificateFile());
  }
}
