package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.SignalId;
import dev.sluice.uplink.UplinkPeer;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** The contract with {@code preset: azure-iot-hub}. */
class AzureIotHubContractIT extends CloudContract {

  private static final String HUB = "contract-hub.azure-devices.net";
  private static final String KEY = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));

  private String ca = "";

  private static final class Peer extends ProxiedPeer {
    private final FakeHub hub;

    Peer(Mosquitto mosquitto, FakeHub hub) throws IOException {
      super(mosquitto, hub.port());
      this.hub = hub;
    }

    @Override
    SignalId signal(String topic) {
      return new SignalId(property(topic, "device="), property(topic, "signal="));
    }

    private static String property(String topic, String name) {
      int from = topic.indexOf(name) + name.length();
      return URLDecoder.decode(topic.substring(from, topic.indexOf('&', from)), UTF_8);
    }

    @Override
    public boolean refuseCredentials(boolean refuse) {
      hub.key(refuse ? "b3RoZXI=" : KEY);
      return true;
    }

    /** Nothing in MQTT 3.1.1 says no to one message. */
    @Override
    public boolean reject(SignalId signal) {
      return false;
    }

    @Override
    public void close() throws IOException {
      super.close();
      hub.close();
    }
  }

  @Override
  protected UplinkPeer openPeer() throws Exception {
    Certificates authority = new Certificates(folder, "authority");
    ca = authority.file();
    Mosquitto mosquitto =
        new Mosquitto(folder).open().with(AzureIotHubPresetIT.onlyTheDevicesTopic(folder));
    return new Peer(
        mosquitto,
        new FakeHub(
            authority.server("hub", "127.0.0.1"),
            authority,
            mosquitto.port(),
            HUB,
            "contract-device",
            KEY,
            new RealTime(true)));
  }

  private static String string() {
    return "preset: azure-iot-hub\nconnectionString: HostName="
        + HUB
        + ";DeviceId=contract-device;SharedAccessKey="
        + KEY
        + "\n";
  }

  @Override
  protected MqttSettings settings(UplinkPeer peer) {
    return Written.settings(
        string()
            + "url: 127.0.0.1:"
            + ((Peer) peer).port()
            + "\ntimeout: 3s\nrate: 0\nca: "
            + ca
            + "\n");
  }

  @Override
  protected List<Supplier<MqttSettings>> refused() {
    return List.of(
        () -> Written.settings("preset: azure-iot-hub\nurl: hub"),
        () -> Written.settings("preset: azure-iot-hub\nurl: hub\nsasKey: " + SECRET),
        () -> Written.settings(string() + "qos: 2"),
        () -> Written.settings(string() + "retain: true"),
        () -> Written.settings(string() + "topic: a/{device}/{signal}"),
        () -> Written.settings(string() + "username: u\npassword: " + SECRET));
  }
}
