package dev.sluice.mqtt.bridge;

import dev.sluice.faults.Direction;
import dev.sluice.faults.FaultProxy;
import dev.sluice.model.SignalId;
import dev.sluice.uplink.UplinkPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mosquitto with the rules of a cloud, behind a proxy; a subscriber sees what arrives. */
abstract class CloudPeer implements UplinkPeer {

  private final Mosquitto mosquitto;
  private final FaultProxy proxy;
  private @Nullable Subscriber subscriber;

  CloudPeer(Mosquitto mosquitto, int front) throws IOException {
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
        all.add(MosquittoPeer.got(signal(one.topic()), one));
      }
    }
    return all;
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
