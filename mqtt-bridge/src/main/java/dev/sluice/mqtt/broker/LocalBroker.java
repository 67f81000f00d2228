package dev.sluice.mqtt.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import dev.sluice.access.GatewayCertificate;
import dev.sluice.config.MqttSection;
import dev.sluice.config.RawTopics;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health.Check;
import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.meters.TroubleBook;
import dev.sluice.mqtt.inbound.Decoder;
import dev.sluice.pipeline.Intake;
import dev.sluice.state.BrokerState;
import dev.sluice.state.DeviceKeys;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.LocalPublisher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own MQTT broker.
 *
 * <p>What a client publishes goes to the intake before it is delivered, and a QoS 1 or 2 publish is
 * acknowledged only when its receipt says that it is stored. Start it after the intake and the
 * state; close it before them, so that what is still under way can be settled.
 */
public final class LocalBroker implements LocalPublisher, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalBroker.class);

  private static final int START_SECONDS = 180;
  private static final int PUBLISH_SECONDS = 5;

  /** Retained messages live in memory: at most so many, and so many bytes. */
  private static final int MAX_RETAINED = 50_000;

  private static final long MAX_RETAINED_BYTES = 32L << 20;

  private final MqttSection section;
  private final Path folder;
  private final Reception reception;
  private final DeviceKeys keys;
  private final BrokerState state;
  private final @Nullable GatewayCertificate certificate;
  private final RandomGenerator random;
  private final BrokerMeters meters = new BrokerMeters();

  private @Nullable EmbeddedHiveMQ hivemq;
  private volatile @Nullable BrokerExtension extension;
  private volatile @Nullable ListenerWatch watch;
  private @Nullable ScheduledThreadPoolExecutor timer;

  /**
   * A broker that is not started yet.
   *
   * @param section what to listen on, and the caps
   * @param folder a folder of its own inside the data folder; emptied at every start
   * @param intake takes what is published
   * @param decoder turns publishes into samples
   * @param keys the credentials of devices
   * @param state asked once, at start, for retained messages and wills
   * @param clock the gateway's clock
   * @param troubles told of clients that misbehave
   * @param certificate for the listeners with TLS; null if there are none
   * @param random a {@link java.security.SecureRandom}, except in tests
   */
  public LocalBroker(
      MqttSection section,
      Path folder,
      Intake intake,
      Decoder decoder,
      DeviceKeys keys,
      BrokerState state,
      WallClock clock,
      TroubleBook troubles,
      @Nullable GatewayCertificate certificate,
      RandomGenerator random) {
    this(
        section,
        folder,
        intake,
        decoder,
        keys,
        state,
        clock,
        troubles,
        certificate,
        random,
        RawTopics.NONE);
  }

  /**
   * A broker that is not started yet.
   *
   * @param raw topics whose messages go to the intake as they are, beside what they say
   */
  public LocalBroker(
      MqttSection section,
      Path folder,
      Intake intake,
      Decoder decoder,
      DeviceKeys keys,
      BrokerState state,
      WallClock clock,
      TroubleBook troubles,
      @Nullable GatewayCertificate certificate,
      RandomGenerator random,
      RawTopics raw) {
    this.section = section;
    this.folder = folder;
    this.reception = new Reception(intake, decoder, clock, troubles, raw);
    this.keys = keys;
    this.state = state;
    this.certificate = certificate;
    this.random = random;
  }

  /**
   * Starts it; when this returns every configured port accepts clients. Takes seconds.
   *
   * @throws BrokerException if a port cannot be had or HiveMQ does not start; nothing is left
   *     running
   */
  public synchronized void start() throws BrokerException {
    if (hivemq != null) {
      throw new IllegalStateException("already started");
    }
    checkPortsAreFree();
    Thread.UncaughtExceptionHandler ours = Thread.getDefaultUncaughtExceptionHandler();
    try {
      startHiveMq();
      checkPortsAccept();
      watch = new ListenerWatch(section.listen(), reception.clock());
    } catch (BrokerException e) {
      close();
      throw e;
    } finally {
      // HiveMQ has put its own in place, which may end the process.
      Thread.setDefaultUncaughtExceptionHandler(ours);
    }
  }

  private void startHiveMq() throws BrokerException {
    BrokerKey key = key();
    Knobs knobs = new Knobs(section, folder, key);
    try {
      knobs.turn();
    } catch (IOException e) {
      throw new BrokerException(
          "the broker's folder " + folder + " cannot be prepared; is the disk full or read-only?",
          e);
    }
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("sluice-broker-timer").unstarted(task));
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer = scheduler;
    BrokerExtension main =
        new BrokerExtension(
            section,
            reception,
            keys,
            state,
            meters,
            new RetainedMessages(MAX_RETAINED, MAX_RETAINED_BYTES),
            new Later(scheduler));
    extension = main;
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(knobs.config())
            .withDataFolder(knobs.data())
            .withExtensionsFolder(knobs.extensions())
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("sluice")
                    .withName("Sluice")
                    .withVersion("1")
                    .withExtensionMain(main)
                    .build())
            .withoutLoggingBootstrap()
            .build();
    hivemq = broker;
    knobs.denyUnauthenticated();
    if (key != null) {
      key.reveal();
    }
    try {
      broker.start().get(START_SECONDS, TimeUnit.SECONDS);
      main.started().get(0, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new BrokerException("the MQTT broker did not start: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          "the MQTT broker did not start within " + START_SECONDS + " seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while the MQTT broker started", e);
    } finally {
      BrokerKey.conceal();
    }
    meters.watch(broker.getMetricRegistry());
  }

  private @Nullable BrokerKey key() throws BrokerException {
    if (section.listen().stream().noneMatch(MqttSection.Listen::tls)) {
      return null;
    }
    if (certificate == null) {
      throw new BrokerException("MQTT is to speak TLS, but there is no certificate");
    }
    return new BrokerKey(certificate, random);
  }

  /** HiveMQ only logs a port it cannot have and goes on without it, so look first. */
  private void checkPortsAreFree() throws BrokerException {
    for (MqttSection.Listen listen : section.listen()) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(InetAddress.getByName(listen.bind()), listen.port()));
      } catch (IOException e) {
        throw new BrokerException(
            "MQTT cannot listen on port "
                + listen.port()
                + " of "
                + listen.bind()
                + " ("
                + e.getMessage()
                + "): stop the program that has it, or change mqtt.listen",
            e);
      }
    }
  }

  private void checkPortsAccept() throws BrokerException {
    for (MqttSection.Listen listen : section.listen()) {
      try {
        ListenerWatch.connect(listen).close();
      } catch (IOException e) {
        throw new BrokerException(
            "MQTT does not answer on port " + listen.port() + " of " + listen.bind(), e);
      }
    }
  }

  /**
   * Publishes a message to whoever has subscribed to its topic: no reading is made of it. It is
   * never retained.
   */
  @Override
  public void publish(LocalMessage message) throws Refusal, InterruptedException {
    BrokerExtension main = extension;
    if (main == null || watch == null) {
      throw new Refusal(Cause.NOT_READY, "the MQTT broker of this gateway is not up");
    }
    Publish publish = FromOutside.of(message, section.limits().packet().bytes());
    try {
      CompletableFuture<?> published = main.publish(publish);
      if (published == null) {
        throw new Refusal(Cause.NOT_READY, "the MQTT broker of this gateway is not up");
      }
      published.get(PUBLISH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | RuntimeException e) {
      log.warn("a message for local clients was not taken by the broker", e);
      throw new Refusal(Cause.FAILED, "the MQTT broker of this gateway did not take the message");
    } catch (TimeoutException e) {
      throw new Refusal(
          Cause.FAILED, "the MQTT broker of this gateway has not taken the message in time");
    }
  }

  /** Clients connected now. */
  public int clients() {
    BrokerExtension main = extension;
    return main == null ? 0 : main.clients();
  }

  /** How the broker is, for {@code health}: whether its listeners answer. Never waits. */
  public Check check() {
    ListenerWatch watching = watch;
    return watching == null
        ? new Check(Condition.DOWN, "the MQTT broker is not started yet, or has stopped")
        : watching.check();
  }

  /** What the broker counts, by name in Prometheus' style without the {@code sluice_} prefix. */
  public List<Meter> meters() {
    return meters.all();
  }

  /** Stops it. Wills of connected clients stay in the state and are published at the next start. */
  @Override
  public synchronized void close() {
    EmbeddedHiveMQ broker = hivemq;
    BrokerExtension main = extension;
    watch = null;
    if (main != null) {
      main.closing();
    }
    if (broker != null) {
      try {
        broker.close();
      } catch (ExecutionException e) {
        log.warn("the MQTT broker did not stop cleanly", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (main != null) {
      main.closed();
    }
    if (timer != null) {
      timer.shutdownNow();
    }
    hivemq = null;
    extension = null;
    timer = null;
  }
}
