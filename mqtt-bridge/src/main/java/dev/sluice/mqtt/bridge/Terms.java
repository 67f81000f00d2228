package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a far side wants to hear and what it takes, as far as it does not say so itself when it lets
 * us in: the one place where one cloud differs from another.
 */
sealed interface Terms permits PlainBroker, AwsIot, AzureIotHub {

  /**
   * How much may be sent.
   *
   * @param inflight messages without a confirmation, at least 1
   * @param messages in any second; 0 = any number
   * @param bytes a second; 0 = any number
   */
  record Allowance(int inflight, int messages, long bytes) {}

  /**
   * Why a message is not sent at all.
   *
   * @param why for people, with what to do
   * @param bySize true if one of fewer readings may fit
   */
  record Unfit(String why, boolean bySize) {}

  /** What the settings and their preset say, for an uplink of this name. */
  static Terms of(MqttSettings settings, Surroundings surroundings, String uplink) {
    return switch (settings.preset()) {
      case AWS_IOT -> new AwsIot(settings, surroundings.gateway());
      case AZURE_IOT_HUB ->
          new AzureIotHub(
              settings, surroundings.gateway(), surroundings.boot(), surroundings.clock());
      case null -> new PlainBroker(settings, surroundings.gateway(), uplink);
    };
  }

  /** The version of MQTT: 5 or 3.1.1. */
  String version();

  /** Where it listens, in the order in which that is tried. */
  List<Address> addresses() throws UnreachableException;

  /** As whom we come, made anew for each connection. */
  Login login() throws UnreachableException;

  /** What we speak within TLS (ALPN), where one port serves many protocols; null if not said. */
  @Nullable String protocol(Address address);

  /**
   * The topic of a message.
   *
   * @param clientId under which the session runs that it is sent over
   * @param last the last of its readings
   */
  String topic(String clientId, Parcel last);

  /** Why this message cannot pass, found before it is sent; null if nothing is known against it. */
  @Nullable Unfit unfit(Message message);

  /** False if the broker cannot keep a message of this topic, whatever its publisher asked for. */
  default boolean keeps(String topic) {
    return true;
  }

  Allowance allowance();

  /** What it means that it did not let us in, by the reason code of MQTT 5. */
  UnreachableException notLetIn(int code, Address address, Login login);
}
