package dev.sluice.mqtt.bridge;

import dev.sluice.model.PublishProperties;
import dev.sluice.uplink.Lane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.MqttToken;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttPingReq;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

/** MQTT 5 by Paho, over a wire that is already open. */
final class Client5 implements Client {

  private static final long GOODBYE_MILLIS = 500;

  private final MqttAsyncClient paho;
  private final Pinger pinger;
  private final MqttSettings settings;
  private final String gateway;
  private final String boot;
  private final int properties;
  private Limits limits;

  private Client5(MqttSettings settings, Login login, String gateway, String boot)
      throws MqttException {
    this.settings = settings;
    this.gateway = gateway;
    this.boot = boot;
    this.pinger = new Pinger();
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
      Duration bound,
      Consumer<Loss> lost)
      throws LetInException, UnreachableException, InterruptedException {
    CompletableFuture<MqttProperties> answer = new CompletableFuture<>();
    try {
      Client5 client = new Client5(settings, login, gateway, boot);
      client.paho.setCallback(new Ears(lost));
      client.paho.connect(
          client.options(wire, login),
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

  private MqttConnectionOptions options(Wire wire, Login login) throws UnreachableException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(HandedSocket.factory(wire));
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
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
    MqttProperties with = new MqttProperties();
    List<UserProperty> about = said(message.properties(), with);
    about.add(new UserProperty("gateway", gateway));
    about.add(new UserProperty("boot", boot));
    if (message.seq() >= 0) {
      about.add(new UserProperty("seq", Long.toString(message.seq())));
    }
    if (message.lane() == Lane.BACKFILL) {
      about.add(new UserProperty("backfill", "true"));
    }
    with.setUserProperties(about);
    MqttMessage publish =
        new MqttMessage(message.payload(), settings.qos(), message.retain(settings.retain()), with);
    try {
      paho.publish(message.topic(), publish, null, new Listener(answer));
    } catch (MqttException e) {
      throw new IOException("not connected", e);
    }
  }

  /**
   * Puts what the publisher of a raw message said of it into a packet.
   *
   * @return the publisher's user properties, to which others may be added
   */
  private static List<UserProperty> said(@Nullable PublishProperties said, MqttProperties with) {
    List<UserProperty> user = new ArrayList<>();
    if (said == null) {
      return user;
    }
    if (said.format() >= 0) {
      with.setPayloadFormat(said.format() == 1);
    }
    if (said.contentType() != null) {
      with.setContentType(said.contentType());
    }
    if (said.responseTopic() != null) {
      with.setResponseTopic(said.responseTopic());
    }
    byte[] correlation = said.correlation();
    if (correlation != null) {
      with.setCorrelationData(correlation);
    }
    if (said.expiry() >= 0) {
      with.setMessageExpiryInterval(said.expiry());
    }
    for (int i = 0; i < said.user().size(); i += 2) {
      user.add(new UserProperty(said.user().get(i), said.user().get(i + 1)));
    }
    return user;
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

  /** Takes the place of Paho's own keep-alive, which needs up to three of them. */
  private static final class Pinger implements MqttPingSender {

    private volatile @Nullable ClientComms comms;

    @Override
    public void init(ClientComms comms) {
      this.comms = comms;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void schedule(long delay) {}

    void ping(String clientId) {
      ClientComms live = comms;
      try {
        if (live != null) {
          live.sendNoWait(new MqttPingReq(), new MqttToken(clientId));
        }
      } catch (MqttException e) {
        // Not connected: whoever waits for the answer notices.
      }
    }
  }

  private record Ears(Consumer<Loss> lost) implements MqttCallback {

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      MqttException failure = response.getException();
      int code = failure == null ? response.getReturnCode() : failure.getReasonCode();
      boolean said = code >= 0x80 && code <= 0xff;
      String more = response.getReasonString();
      lost.accept(
          said
              ? new Loss(
                  code,
                  "the broker has ended the connection: "
                      + Reasons.word(code)
                      + (failure != null || more == null || more.isBlank() ? "" : ", " + more))
              : Loss.of("the connection to the broker was lost"));
    }

    @Override
    public void mqttErrorOccurred(MqttException failure) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int code, MqttProperties properties) {}
  }
}
