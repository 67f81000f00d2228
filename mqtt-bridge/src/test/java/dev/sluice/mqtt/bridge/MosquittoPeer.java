package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import java.io.IOException;
import java.nio.file.Path;

/** A mosquitto as it comes, with users and a topic that nobody may write to. */
final class MosquittoPeer extends ProxiedPeer {

  private final Mosquitto mosquitto;
  private final String password;
  private final boolean saysNo;

  MosquittoPeer(Path folder, String password, boolean saysNo) throws Exception {
    this(new Mosquitto(folder).users(password).denying("contract/nothing"), password, saysNo);
  }

  private MosquittoPeer(Mosquitto mosquitto, String password, boolean saysNo) throws IOException {
    super(mosquitto, mosquitto.port());
    this.mosquitto = mosquitto;
    this.password = password;
    this.saysNo = saysNo;
  }

  @Override
  SignalId signal(String topic) {
    return SignalId.parse(topic.substring("contract/".length()));
  }

  @Override
  public boolean refuseCredentials(boolean refuse) throws Exception {
    stop();
    mosquitto.users(refuse ? "another" : password);
    start();
    return true;
  }

  @Override
  public boolean reject(SignalId signal) throws Exception {
    if (!saysNo) {
      return false;
    }
    stop();
    mosquitto.denying("contract/" + signal);
    start();
    return true;
  }
}
