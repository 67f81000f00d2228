package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.MqttSettings.Per;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device of an Azure IoT Hub: MQTT 3.1.1 in TLS or in a secure WebSocket, with a token that ends
 * or with a certificate, and one topic that carries properties.
 *
 * <p>Rules from <a
 * href="https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub">Communicate with an IoT
 * hub using the MQTT protocol</a> and limits from <a
 * href="https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-quotas-throttling">IoT Hub
 * quotas and throttling</a>. What comes down comes on {@link #DEVICE_BOUND} alone.
 */
final class AzureIotHub implements Terms {

  /** Behind {@code devices/DEVICE/}: where messages for a device come. */
  static final String DEVICE_BOUND = "messages/devicebound/#";

  static final int MOST_MESSAGE = 256 << 10;

  /** The hub gives up after 1.5 of them, and after 1767 s in any case. */
  static final int MOST_KEEP_ALIVE = 1177;

  /** What a hub of the smallest size takes of all its devices in a second. */
  static final int MOST_MESSAGES = 100;

  /** Few enough that a hub which slows us down does not keep confirmations past the time-out. */
  private static final int MOST_INFLIGHT = 100;

  private static final String API = "/?api-version=2021-04-12";

  private static final String WEB_SOCKET = "/$iothub/websocket";

  private final MqttSettings settings;
  private final String gateway;
  private final String boot;
  private final WallClock clock;

  AzureIotHub(MqttSettings settings, String gateway, String boot, WallClock clock) {
    this.settings = settings;
    this.gateway = gateway;
    this.boot = boot;
    this.clock = clock;
  }

  /** An address with the path of the hub's WebSocket, if it is one and has none. */
  static String withPath(String url) {
    return url.matches("(?i)wss://[^/?#]+/?") ? url.replaceAll("/$", "") + WEB_SOCKET : url;
  }

  @Override
  public String version() {
    return "3.1.1";
  }

  @Override
  public List<Address> addresses() throws UnreachableException {
    if (!settings.url().isEmpty()) {
      return settings.addresses();
    }
    HubDevice device = device();
    String through = device.through();
    return List.of(Address.parse("mqtts://" + (through == null ? device.hub() : through)));
  }

  @Override
  public Login login() throws UnreachableException {
    HubDevice device = device();
    String username = device.hub() + "/" + device.device() + API;
    String key = device.key();
    if (key == null) {
      return new Login(device.device(), username, null, Login.FOR_EVER);
    }
    long end = Math.floorDiv(clock.micros(), 1_000_000L) + settings.tokenLife().toSeconds();
    return new Login(
        device.device(), username, SasToken.of(device.resource(), key, end), end * 1_000_000L);
  }

  /** Read for each connection: a key that was changed counts at the next one. */
  private HubDevice device() throws UnreachableException {
    String text = settings.connectionString();
    String file = settings.connectionStringFile();
    if (file != null) {
      text = Pem.firstLine("connectionStringFile", file);
    }
    if (text != null) {
      try {
        HubDevice read = HubDevice.parse(text);
        if (read.key() == null && settings.cert() == null) {
          throw new IllegalArgumentException(
              "has no SharedAccessKey; copy it whole, or write cert and key");
        }
        return read;
      } catch (IllegalArgumentException e) {
        throw UnreachableException.untilChanged(
            (file == null ? "connectionString " : "the text in " + file + " ") + e.getMessage());
      }
    }
    String key = settings.sasKey();
    String keyFile = settings.sasKeyFile();
    if (keyFile != null) {
      key = Pem.firstLine("sasKeyFile", keyFile);
      if (!SasToken.isKey(key)) {
        throw UnreachableException.untilChanged(
            "the text in " + keyFile + " is no key in base64; copy the device's key whole");
      }
    }
    String own = settings.clientId();
    return new HubDevice(
        settings.addresses().getFirst().host(), null, own == null ? gateway : own, key);
  }

  @Override
  public @Nullable String protocol(Address address) {
    return null;
  }

  /**
   * What MQTT 5 has user properties for stands in the topic. Content type and encoding let the hub
   * look into the JSON when it routes.
   */
  @Override
  public String topic(String clientId, Parcel last) {
    StringBuilder topic = new StringBuilder(160);
    topic.append("devices/").append(clientId).append("/messages/events/");
    topic.append("device=").append(SasToken.encode(last.signal().device()));
    if (settings.per() == Per.SIGNAL) {
      topic.append("&signal=").append(SasToken.encode(last.signal().name()));
    }
    topic.append("&gateway=").append(SasToken.encode(gateway));
    topic.append("&boot=").append(SasToken.encode(boot));
    if (last.seq() >= 0) {
      topic.append("&seq=").append(last.seq());
    }
    if (last.lane() == Lane.BACKFILL) {
      topic.append("&backfill=true");
    }
    if (settings.payload() == null) {
      topic.append("&$.ct=application%2Fjson&$.ce=utf-8");
    }
    return topic.toString();
  }

  @Override
  public @Nullable Unfit unfit(Message message) {
    long size = message.largest(0);
    return size <= MOST_MESSAGE
        ? null
        : new Unfit(
            "the message has "
                + size
                + " bytes with its properties, Azure IoT Hub takes at most "
                + MOST_MESSAGE,
            true);
  }

  @Override
  public Allowance allowance() {
    Integer rate = settings.rate();
    return new Allowance(
        Math.min(settings.inflight(), MOST_INFLIGHT), rate == null ? MOST_MESSAGES : rate, 0);
  }

  @Override
  public UnreachableException notLetIn(int code, Address address, Login login) {
    if (code != Reasons.NOT_AUTHORIZED && code != 0x86) {
      return Reasons.connect(code, address, login);
    }
    String whom = address.place() + " does not let the device " + login.clientId() + " in";
    if (login.password() == null) {
      return UnreachableException.untilChanged(
          whom
              + "; look whether it is there and enabled in the hub, and whether the hub knows its"
              + " certificate");
    }
    if (!clock.trusted()) {
      return UnreachableException.forNow(
          whom
              + "; this gateway does not yet know the time, and a token counts by it: wait for the"
              + " clock, or set it");
    }
    Instant now = Instant.ofEpochSecond(Math.floorDiv(clock.micros(), 1_000_000L));
    return UnreachableException.untilChanged(
        whom
            + "; look whether the key is the one of this device, whether it is enabled in the hub,"
            + " and whether it is "
            + now
            + ", since a token counts by the time");
  }
}
