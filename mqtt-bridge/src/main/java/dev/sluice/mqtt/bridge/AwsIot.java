package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Parcel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AWS IoT Core: MQTT 5 or 3.1.1 in TLS with a certificate for each thing, on port 8883, or on 443
 * when the handshake names the protocol.
 *
 * <p>Limits and rules from the tables "Message broker and protocol limits and quotas" of <a
 * href="https://docs.aws.amazon.com/general/latest/gr/iot-core.html">AWS IoT Core endpoints and
 * quotas</a> and from the developer guide's <a
 * href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">MQTT</a>, <a
 * href="https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html">protocols</a>, <a
 * href="https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html">reserved
 * topics</a> and <a
 * href="https://docs.aws.amazon.com/iot/latest/developerguide/iot-basic-ingest.html">basic
 * ingest</a> pages.
 */
final class AwsIot implements Terms {

  /** What a client says in TLS on port 443 that comes with a certificate and speaks MQTT. */
  static final String PROTOCOL = "x-amzn-mqtt-ca";

  static final int MOST_PAYLOAD = 128 << 10;
  static final int MOST_TOPIC = 256;
  static final int MOST_SLASHES = 7;
  static final int MOST_CLIENT_ID = 128;
  static final int LEAST_KEEP_ALIVE = 30;
  static final int MOST_KEEP_ALIVE = 1200;

  /** Publishes in a second; those beyond it are dropped without a word. */
  static final int MOST_MESSAGES = 100;

  /** What is beyond it waits there, and its confirmation with it. */
  private static final int MOST_BYTES = 512 << 10;

  /** Without a confirmation; it takes no more before one was sent. */
  private static final int MOST_INFLIGHT = 100;

  private static final int PORT_OF_MANY = 443;

  /** What topics begin with that go to a rule and past the broker, followed by the rule's name. */
  static final String BASIC_INGEST = "$aws/rules/";

  private final MqttSettings settings;
  private final TopicTemplate topics;
  private final String gateway;

  AwsIot(MqttSettings settings, String gateway) {
    this.settings = settings;
    this.topics = settings.topicTemplate();
    this.gateway = gateway;
  }

  @Override
  public String version() {
    return settings.spoken();
  }

  @Override
  public List<Address> addresses() {
    return settings.addresses();
  }

  /** The client id is the thing's name: policies are written so, and only then are they short. */
  @Override
  public Login login() {
    String own = settings.clientId();
    return new Login(own == null ? gateway : own, null, null, Login.FOR_EVER);
  }

  @Override
  public @Nullable String protocol(Address address) {
    return address.port() == PORT_OF_MANY ? PROTOCOL : null;
  }

  @Override
  public String topic(String clientId, Parcel last) {
    return topics.topic(gateway, last.signal());
  }

  @Override
  public @Nullable Unfit unfit(Message message) {
    String topic = message.topic();
    String own = own(topic);
    if (own == null) {
      return new Unfit(
          "the topic "
              + topic
              + " begins with $, which AWS IoT keeps for itself; write another word before it in"
              + " topic",
          false);
    }
    int bytes = own.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_TOPIC) {
      return new Unfit(
          "the topic "
              + topic
              + " has "
              + bytes
              + " bytes, AWS IoT takes at most "
              + MOST_TOPIC
              + "; write a shorter topic, or give the device a shorter name",
          false);
    }
    int slashes = slashes(own);
    if (slashes > MOST_SLASHES) {
      return new Unfit(
          "the topic "
              + topic
              + " has "
              + slashes
              + " slashes, AWS IoT takes at most "
              + MOST_SLASHES
              + "; write a topic with fewer, or give the device a name with fewer",
          false);
    }
    int size = message.payload().length;
    return size <= MOST_PAYLOAD
        ? null
        : new Unfit(
            "the message for "
                + topic
                + " has "
                + size
                + " bytes, AWS IoT takes at most "
                + MOST_PAYLOAD,
            true);
  }

  @Override
  public Allowance allowance() {
    Integer rate = settings.rate();
    return new Allowance(
        Math.min(settings.inflight(), MOST_INFLIGHT),
        rate == null ? MOST_MESSAGES : rate,
        MOST_BYTES);
  }

  @Override
  public UnreachableException notLetIn(int code, Address address, Login login) {
    return code == Reasons.NOT_AUTHORIZED
        ? UnreachableException.untilChanged(
            address.place()
                + " does not let the client id "
                + login.clientId()
                + " in (not authorized); allow it iot:Connect in the policy of its certificate, or"
                + " write the thing's name in clientId, and look whether the certificate is active")
        : Reasons.connect(code, address, login);
  }

  /** A topic without what does not count in it; null if AWS keeps it for itself. */
  static @Nullable String own(String topic) {
    if (!topic.startsWith("$")) {
      return topic;
    }
    if (!topic.startsWith(BASIC_INGEST)) {
      return null;
    }
    int end = topic.indexOf('/', BASIC_INGEST.length());
    return end <= BASIC_INGEST.length() ? null : topic.substring(end + 1);
  }

  /** A message that goes past the broker cannot be kept by it. */
  @Override
  public boolean keeps(String topic) {
    return !topic.startsWith(BASIC_INGEST);
  }

  static int slashes(String text) {
    return (int) text.chars().filter(c -> c == '/').count();
  }
}
