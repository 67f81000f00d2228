package dev.sluice.mqtt.bridge;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the reason codes of MQTT 5 mean for us, and in words. */
final class Reasons {

  static final int NOT_AUTHORIZED = 0x87;
  static final int TOPIC_INVALID = 0x90;
  static final int PACKET_TOO_LARGE = 0x95;

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(0x80, "an error without a name"),
          Map.entry(0x81, "malformed packet"),
          Map.entry(0x82, "protocol error"),
          Map.entry(0x83, "an error of its own"),
          Map.entry(0x84, "version of MQTT not supported"),
          Map.entry(0x85, "client id not valid"),
          Map.entry(0x86, "wrong user or password"),
          Map.entry(NOT_AUTHORIZED, "not authorized"),
          Map.entry(0x88, "server unavailable"),
          Map.entry(0x89, "server busy"),
          Map.entry(0x8a, "banned"),
          Map.entry(0x8b, "server shutting down"),
          Map.entry(0x8c, "bad authentication method"),
          Map.entry(0x8d, "nothing heard for too long"),
          Map.entry(0x8e, "another client came with the same client id"),
          Map.entry(TOPIC_INVALID, "topic name invalid"),
          Map.entry(0x93, "more under way than allowed"),
          Map.entry(0x94, "topic alias invalid"),
          Map.entry(PACKET_TOO_LARGE, "packet too large"),
          Map.entry(0x96, "too many messages"),
          Map.entry(0x97, "quota exceeded"),
          Map.entry(0x98, "administrative action"),
          Map.entry(0x99, "payload format invalid"),
          Map.entry(0x9a, "retain not supported"),
          Map.entry(0x9b, "QoS not supported"),
          Map.entry(0x9c, "use another server"),
          Map.entry(0x9d, "server moved"),
          Map.entry(0x9f, "connection rate exceeded"),
          Map.entry(0xa0, "connected for too long"));

  private Reasons() {}

  /** The name of a code, with the code. */
  static String word(int code) {
    String hex = String.format(Locale.ROOT, "0x%02X", code);
    String word = WORDS.get(code);
    return word == null ? hex : word + " (" + hex + ")";
  }

  /** True if the code is about the message and not about the moment: it would come again. */
  static boolean blamesMessage(int code) {
    return switch (code) {
      case NOT_AUTHORIZED, TOPIC_INVALID, PACKET_TOO_LARGE, 0x99, 0x9a, 0x9b -> true;
      default -> false;
    };
  }

  /** Why a broker will never take a message; null if it may take it later. */
  static @Nullable String poison(int code, String topic) {
    return switch (code) {
      case NOT_AUTHORIZED ->
          "the broker does not let this user publish to " + topic + "; give it the right to";
      case TOPIC_INVALID -> "the broker does not take the topic " + topic + "; change topic";
      case PACKET_TOO_LARGE -> "the message for " + topic + " is too large for the broker";
      case 0x99 -> "the broker does not take the payload for " + topic + "; change payload";
      case 0x9a, 0x9b -> "the broker does not take the message for " + topic + ": " + word(code);
      default -> null;
    };
  }

  /** Why a broker did not let us in, and whether that can change by itself. */
  static UnreachableException connect(int code, Address address, Login login) {
    String broker = address.place();
    String user = login.username() == null ? "this gateway without a user" : login.username();
    return switch (code) {
      case 0x84 ->
          UnreachableException.untilChanged(
              broker + " does not speak this version of MQTT; write version: 3.1.1");
      case 0x85 ->
          UnreachableException.untilChanged(
              broker + " does not take the client id " + login.clientId() + "; write clientId");
      case 0x86 ->
          UnreachableException.untilChanged(
              broker
                  + " does not take user and password of "
                  + user
                  + "; correct username and password");
      case NOT_AUTHORIZED ->
          UnreachableException.untilChanged(
              broker
                  + " does not let "
                  + user
                  + " in (not authorized); correct username and password, or let it in at the"
                  + " broker");
      case 0x8a ->
          UnreachableException.untilChanged(broker + " has banned us; lift that at the broker");
      case 0x8c ->
          UnreachableException.untilChanged(
              broker + " wants another kind of authentication than user and password");
      case 0x9d ->
          UnreachableException.untilChanged(
              broker + " says that the broker has moved for good; write its new url");
      default -> UnreachableException.forNow(broker + " does not let us in now: " + word(code));
    };
  }
}
