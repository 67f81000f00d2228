package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import dev.sluice.uplink.UplinkPeer;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The contract with {@code preset: aws-iot}. */
class AwsIotContractIT extends CloudContract {

  private String keys = "";

  /** Credentials are a client id that the policy does not know. */
  private static final class Peer extends ProxiedPeer {
    private static final String OTHERS_ONLY = "clientid_prefixes subscriber";

    private final AwsMosquitto aws;

    Peer(AwsMosquitto aws) throws IOException {
      super(aws.mosquitto(), aws.port());
      this.aws = aws;
    }

    @Override
    SignalId signal(String topic) {
      return SignalId.parse(topic.substring("contract/".length()));
    }

    @Override
    public boolean refuseCredentials(boolean refuse) throws Exception {
      stop();
      if (refuse) {
        aws.mosquitto().with(OTHERS_ONLY);
      } else {
        aws.mosquitto().without(OTHERS_ONLY);
      }
      start();
      return true;
    }

    @Override
    public boolean reject(SignalId signal) throws Exception {
      stop();
      aws.mayNot("contract/" + signal);
      start();
      return true;
    }
  }

  @Override
  protected UplinkPeer openPeer() throws Exception {
    Certificates authority = new Certificates(folder, "authority");
    AwsMosquitto aws = new AwsMosquitto(folder, authority, "127.0.0.1");
    keys = aws.keys(authority.client("contract"));
    return new Peer(aws);
  }

  @Override
  protected MqttSettings settings(UplinkPeer peer) {
    return Written.settings(
        "url: 127.0.0.1:" + ((Peer) peer).port() + "\ntimeout: 3s\nrate: 0\n" + keys);
  }

  @Override
  protected List<Supplier<MqttSettings>> refused() {
    return List.of(
        () -> Written.settings("preset: aws-iot\nurl: a"),
        () -> Written.settings(keys + "url: a\nusername: u\npassword: " + SECRET),
        () -> Written.settings(keys + "url: wss://a"),
        () -> Written.settings(keys + "url: a\nqos: 2"));
  }
}
