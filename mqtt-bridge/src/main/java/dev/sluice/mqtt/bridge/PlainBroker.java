package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Parcel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A broker without a preset: everything is as the settings say. */
final class PlainBroker implements Terms {

  private final MqttSettings settings;
  private final TopicTemplate topics;
  private final String gateway;
  private final String clientId;

  PlainBroker(MqttSettings settings, String gateway, String uplink) {
    this.settings = settings;
    this.topics = settings.topicTemplate();
    this.gateway = gateway;
    String own = settings.clientId();
    this.clientId = own != null ? own : clientId(gateway, uplink);
  }

  /** By what name the broker knows an uplink without a client id of its own. */
  static String clientId(String gateway, String uplink) {
    return gateway + "-" + uplink;
  }

  @Override
  public String version() {
    return settings.spoken();
  }

  @Override
  public List<Address> addresses() {
    return settings.addresses();
  }

  @Override
  public Login login() throws UnreachableException {
    String file = settings.passwordFile();
    String password = file == null ? settings.password() : Pem.firstLine("passwordFile", file);
    return new Login(clientId, settings.username(), password, Login.FOR_EVER);
  }

  @Override
  public @Nullable String protocol(Address address) {
    return null;
  }

  @Override
  public String topic(String clientId, Parcel last) {
    return topics.topic(gateway, last.signal());
  }

  @Override
  public @Nullable Unfit unfit(Message message) {
    return null;
  }

  @Override
  public Allowance allowance() {
    Integer rate = settings.rate();
    return new Allowance(settings.inflight(), rate == null ? 0 : rate, 0);
  }

  @Override
  public UnreachableException notLetIn(int code, Address address, Login login) {
    return Reasons.connect(code, address, login);
  }
}
