package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

/** MQTT 5 by Paho, over a wire that is already open. */
final class Client5 implements Client {

  private static final long GOODBYE_MILLIS = 500;

  /** Beyond this the broker leaves a message out; what is between is refused and counted. */
  private static final long LARGEST_PACKET = 2L * Downlink.MAX_PAYLOAD;

  /** Retain handling: of what the broker has kept, send nothing. */
  private static final int NOTHING_KEPT = 2;

  /** Answers are sent so, whatever readings are: the broker has to confirm them. */
  private static final int REPLY_QOS = 1;

  /** So many in one session are confirmed by the broker. */
  private static final int MOST_REPLIES = 50_000;

  private final MqttAsyncClient paho;
  private final Pinger5 pinger;
  private final MqttSettings settings;
  private final String gateway;
  private final AboutMessage about;
  private final int properties;
  private final @Nullable Express express;
  private Limits limits;
  private int replies;

  private Client5(
      MqttSettings settings, Login login, String gateway, String boot, Wire wire, WallClock clock)
      throws MqttException {
    this.settings = settings;
    this.gateway = gateway;
    this.about = new AboutMessage(gateway, boot, clock);
    this.pinger = new Pinger5();
    // The address is for Paho's eyes only: the socket is given to it.
    this.paho =
        new MqttAsyncClient(
            "tcp://127.0.0.1:1883", login.clientId(), new MemoryPersistence(), pinger, null);
    this.limits = new Limits(65_535, Long.MAX_VALUE, 2, true, settings.keepAlive());
    this.properties =
        length("gateway", gateway)
            + length("boot", boot)
            + length("seq", "-9223372036854775808")
            + length("backfill", "true");
    this.express = settings.qos() == 1 ? new Express(wire, settings.inflight(), about) : null;
  }

  /**
   * Asks the broker to be let in.
   *
   * @param lost hears of the end of the session, once
   * @throws LetInException if it does not let us in
   */
  static Client5 connect(
      MqttSettings settings,
      Login login,
      String gateway,
      String boot,
      Wire wire,
      WallClock clock,
      Duration bound,
      Consumer<Loss> lost,
      @Nullable Ear ear)
      throws LetInException, UnreachableException, InterruptedException {
    CompletableFuture<MqttProperties> answer = new CompletableFuture<>();
    try {
      Client5 client = new Client5(settings, login, gateway, boot, wire, clock);
      client.paho.setCallback(new Ears5(client.paho, lost, ear));
      client.paho.setManualAcks(true);
      client.paho.connect(
          client.options(wire, login, ear != null),
          null,
          new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              MqttProperties said = token.getResponseProperties();
              answer.complete(said == null ? new MqttProperties() : said);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
              answer.completeExceptionally(failure);
            }
          });
      boolean in = false;
      try {
        client.limits = client.limits(answer.get(bound.toMillis(), TimeUnit.MILLISECONDS));
        in = true;
        return client;
      } finally {
        if (!in) {
          wire.close();
          client.discard();
        }
      }
    } catch (MqttException e) {
      throw new LetInException(e.getReasonCode());
    } catch (TimeoutException e) {
      throw new LetInException(LetInException.SILENT);
    } catch (ExecutionException e) {
      throw new LetInException(
          e.getCause() instanceof MqttException failure ? failure.getReasonCode() : 0);
    }
  }

  private MqttConnectionOptions options(Wire wire, Login login, boolean listens)
      throws UnreachableException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(HandedSocket.factory(wire, express));
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
    if (listens) {
      // So the broker keeps what there is no room for.
      options.setReceiveMaximum(DownQueue.WINDOW);
      options.setMaximumPacketSize(LARGEST_PACKET);
    }
    if (login.username() != null) {
      options.setUserName(login.username());
    }
    byte[] password = login.password();
    if (password != null) {
      options.setPassword(password);
    }
    return options;
  }

  private Limits limits(MqttProperties said) {
    Integer inflight = said.getReceiveMaximum();
    Long packet = said.getMaximumPacketSize();
    Integer qos = said.getMaximumQoS();
    Integer keepAlive = said.getServerKeepAlive();
    int window = inflight == null ? 65_535 : inflight;
    return new Limits(
        // Paho counts QoS 0, too, and a moment longer than it tells.
        settings.qos() == 0 ? Math.max(1, window - 1) : window,
        packet == null ? Long.MAX_VALUE : packet,
        qos == null ? 2 : qos,
        !Boolean.FALSE.equals(said.isRetainAvailable()),
        keepAlive == null || keepAlive == 0
            ? settings.keepAlive()
            : Duration.ofSeconds(Math.min(keepAlive, settings.keepAlive().toSeconds())));
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public int properties() {
    return properties;
  }

  @Override
  public void publish(Message message, Answer answer) throws IOException {
    if (express != null) {
      express.publish(message, message.retain(settings.retain()) && limits.retain(), answer);
      return;
    }
    MqttMessage publish =
        new MqttMessage(
            message.payload(),
            settings.qos(),
            message.retain(settings.retain()),
            about.forPaho(message));
    try {
      paho.publish(message.topic(), publish, null, new Listener(answer));
    } catch (MqttException e) {
      throw new IOException("not connected", e);
    }
  }

  @Override
  public void subscribe(List<String> filters, Grant grant) throws IOException {
    MqttSubscription[] wanted = new MqttSubscription[filters.size()];
    for (int i = 0; i < wanted.length; i++) {
      MqttSubscription one = new MqttSubscription(filters.get(i), 1);
      one.setNoLocal(true);
      one.setRetainHandling(NOTHING_KEPT);
      wanted[i] = one;
    }
    try {
      paho.subscribe(wanted, null, new Granted(grant), new MqttProperties());
    } catch (MqttException e) {
      throw new IOException("not connected", e);
    }
  }

  @Override
  public void reply(Reply reply, Answer answer) throws IOException {
    MqttProperties with = new MqttProperties();
    with.setUserProperties(List.of(new UserProperty("gateway", gateway)));
    with.setContentType("application/json");
    byte[] correlation = reply.correlation();
    if (correlation != null) {
      with.setCorrelationData(correlation);
    }
    // Paho counts packet ids from 1 up and must never come to those that Express has.
    int qos = replies++ < MOST_REPLIES ? Math.min(REPLY_QOS, limits.qos()) : 0;
    try {
      paho.publish(
          reply.topic(),
          new MqttMessage(reply.payload(), qos, false, with),
          null,
          new Listener(answer));
    } catch (MqttException e) {
      throw new IOException("not connected", e);
    }
  }

  @Override
  public void ping() {
    pinger.ping(paho.getClientId());
  }

  @Override
  public void leave() {
    try {
      paho.disconnect(0).waitForCompletion(GOODBYE_MILLIS);
    } catch (MqttException e) {
      // Then without a goodbye.
    }
  }

  @Override
  public void discard() {
    if (express != null) {
      express.close();
    }
    try {
      // Not closed as well: Paho's own thread may still be at its end, and would find nothing left.
      paho.disconnectForcibly(0, 1, false);
    } catch (MqttException e) {
      // It has ended by itself, as its socket is closed.
    }
  }

  private static int length(String name, String value) {
    return 5
        + name.getBytes(StandardCharsets.UTF_8).length
        + value.getBytes(StandardCharsets.UTF_8).length;
  }

  private record Listener(Answer answer) implements MqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      int[] codes = token.getReasonCodes();
      int worst = 0;
      for (int code : codes == null ? new int[0] : codes) {
        worst = Math.max(worst, code);
      }
      answer.answered(worst);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      answer.lost();
    }
  }

  private record Granted(Grant grant) implements MqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      int[] codes = token.getReasonCodes();
      grant.answered(IntStream.of(codes == null ? new int[0] : codes).boxed().toList());
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      int[] codes = token.getReasonCodes();
      if (codes != null && codes.length > 0) {
        onSuccess(token);
      }
      // Else the session is over, and the next one asks anew.
    }
  }
}
