package dev.sluice.mqtt.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** MQTT 3.1.1 by Paho, over a wire that is already open. */
final class Client3 implements Client {

  private static final long GOODBYE_MILLIS = 500;

  /** Paho counts a message a moment longer than it tells. */
  private static final int SPARE = 10;

  private final MqttAsyncClient paho;
  private final Pinger3 pinger;
  private final MqttSettings settings;
  private final @Nullable Express express;

  private Client3(MqttSettings settings, Login login, Wire wire) throws MqttException {
    this.settings = settings;
    this.pinger = new Pinger3();
    // The address is for Paho's eyes only: the socket is given to it.
    this.paho =
        new MqttAsyncClient(
            "tcp://127.0.0.1:1883", login.clientId(), new MemoryPersistence(), pinger);
    this.express = settings.qos() == 1 ? new Express(wire, settings.inflight(), null) : null;
  }

  /**
   * Asks the broker to be let in.
   *
   * @param lost hears of the end of the session, once
   * @throws LetInException if it does not let us in
   */
  static Client3 connect(
      MqttSettings settings,
      Login login,
      Wire wire,
      Duration bound,
      Consumer<Loss> lost,
      @Nullable Ear ear)
      throws LetInException, UnreachableException, InterruptedException {
    CompletableFuture<IMqttToken> answer = new CompletableFuture<>();
    try {
      Client3 client = new Client3(settings, login, wire);
      client.paho.setCallback(new Ears3(client.paho, lost, ear));
      client.paho.setManualAcks(true);
      client.paho.connect(
          client.options(wire, login),
          null,
          new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              answer.complete(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
              answer.completeExceptionally(failure);
            }
          });
      boolean in = false;
      try {
        answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        in = true;
        return client;
      } finally {
        if (!in) {
          wire.close();
          client.discard();
        }
      }
    } catch (MqttException e) {
      throw new LetInException(inFive(e.getReasonCode()));
    } catch (TimeoutException e) {
      throw new LetInException(LetInException.SILENT);
    } catch (ExecutionException e) {
      throw new LetInException(
          e.getCause() instanceof MqttException failure ? inFive(failure.getReasonCode()) : 0);
    }
  }

  /** The code of MQTT 5 that says the same as an answer of 3.1.1 to CONNECT. */
  private static int inFive(int code) {
    return switch (code) {
      case 1 -> 0x84;
      case 2 -> 0x85;
      case 3 -> 0x88;
      case 4 -> 0x86;
      case 5 -> 0x87;
      default -> 0;
    };
  }

  private MqttConnectOptions options(Wire wire, Login login) throws UnreachableException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setSocketFactory(HandedSocket.factory(wire, express));
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setMaxInflight(settings.inflight() + SPARE);
    options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
    if (login.username() != null) {
      options.setUserName(login.username());
    }
    byte[] password = login.password();
    if (password != null) {
      options.setPassword(new String(password, StandardCharsets.UTF_8).toCharArray());
    }
    return options;
  }

  @Override
  public Limits limits() {
    // Of QoS 2 mosquitto confirms and drops what is beyond a limit that 3.1.1 cannot tell.
    int inflight = settings.qos() == 2 ? 1 : 65_535;
    return new Limits(inflight, Long.MAX_VALUE, 2, true, settings.keepAlive());
  }

  @Override
  public int properties() {
    return 0;
  }

  @Override
  public void publish(Message message, Answer answer) throws IOException {
    if (express != null) {
      express.publish(message, message.retain(settings.retain()), answer);
      return;
    }
    try {
      paho.publish(
          message.topic(),
          message.payload(),
          settings.qos(),
          message.retain(settings.retain()),
          null,
          new Listener(answer));
    } catch (MqttException e) {
      throw new IOException("not connected", e);
    }
  }

  @Override
  public void subscribe(List<String> filters, Grant grant) throws IOException {
    int[] qos = new int[filters.size()];
    Arrays.fill(qos, 1);
    try {
      paho.subscribe(filters.toArray(String[]::new), qos, null, new Granted(grant));
    } catch (MqttException e) {
      throw new IOException("not connected", e);
    }
  }

  @Override
  public void reply(Reply reply, Answer answer) {
    answer.lost();
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

  private record Listener(Answer answer) implements IMqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      answer.answered(0);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      answer.lost();
    }
  }

  private record Granted(Grant grant) implements IMqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      grant.answered(IntStream.of(token.getGrantedQos()).boxed().toList());
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      // The session is over, and the next one asks anew.
    }
  }
}
