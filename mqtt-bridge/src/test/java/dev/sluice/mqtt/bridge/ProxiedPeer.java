package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.faults.Direction;
import dev.sluice.faults.FaultProxy;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.UplinkPeer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mosquitto behind a proxy; a subscriber beside it sees what arrives. */
abstract class ProxiedPeer implements UplinkPeer {

  private final Mosquitto mosquitto;
  private final FaultProxy proxy;
  private @Nullable Subscriber subscriber;

  ProxiedPeer(Mosquitto mosquitto, int front) throws IOException {
    this.mosquitto = mosquitto;
    this.proxy = new FaultProxy(front);
    proxy.away(true);
  }

  /** Which signal a topic is about. */
  abstract SignalId signal(String topic);

  /** Where the uplink connects to. */
  int port() {
    return proxy.port();
  }

  @Override
  public void start() throws Exception {
    mosquitto.start();
    if (subscriber == null) {
      subscriber = new Subscriber(mosquitto.port());
    } else {
      subscriber.again();
    }
    proxy.away(false);
  }

  @Override
  public void stop() throws Exception {
    proxy.away(true);
    mosquitto.stop();
  }

  @Override
  public boolean slow(Duration by) {
    proxy.delay(Direction.TO_CLIENT, by);
    return true;
  }

  @Override
  public boolean blackHole(boolean on) {
    proxy.blackHole(on);
    return true;
  }

  @Override
  public List<Got> received() throws IOException {
    List<Got> all = new ArrayList<>();
    if (subscriber != null) {
      for (Subscriber.Received one : subscriber.received()) {
        all.add(got(signal(one.topic()), one));
      }
    }
    return all;
  }

  /** What the default payload says of a signal. */
  private static Got got(SignalId signal, Subscriber.Received one) throws IOException {
    Value value = null;
    long time = 0;
    try (JsonParser json = new JsonFactory().createParser(one.payload().getBytes(UTF_8))) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          JsonToken token = json.nextToken();
          if (name.equals("time")) {
            time = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(json.getText()));
          } else if (name.equals("value")) {
            value = value(token, json);
          }
        }
      }
    }
    return new Got(signal, value, time);
  }

  private static @Nullable Value value(JsonToken token, JsonParser json) throws IOException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_STRING -> new Value.Text(json.getText());
      default -> new Value.Num(json.getDoubleValue());
    };
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    if (subscriber != null) {
      subscriber.close();
    }
    mosquitto.close();
  }
}
