package dev.sluice.mqtt.bridge;

import java.util.List;
import java.util.Locale;

/**
 * Which places at which brokers an uplink takes: a broker has one for each client id, and whoever
 * comes last has it.
 */
final class Seats {

  private Seats() {}

  /**
   * The places, as goes on after "this uplink is".
   *
   * @param uplink the uplink's name
   * @param gateway the gateway's name
   */
  static List<String> of(MqttSettings settings, String uplink, String gateway) {
    String own = settings.clientId();
    return switch (settings.preset()) {
      case AWS_IOT ->
          // Its ports lead to the same broker.
          settings.addresses().stream()
              .map(address -> at(own == null ? gateway : own, host(address)))
              .distinct()
              .toList();
      case AZURE_IOT_HUB -> ofHub(settings, own == null ? gateway : own);
      case null -> {
        String client = own == null ? PlainBroker.clientId(gateway, uplink) : own;
        yield settings.addresses().stream()
            .map(address -> at(client, host(address) + ":" + address.port()))
            .distinct()
            .toList();
      }
    };
  }

  private static List<String> ofHub(MqttSettings settings, String device) {
    String file = settings.connectionStringFile();
    if (file != null) {
      return List.of("the device of " + file);
    }
    String text = settings.connectionString();
    if (text != null) {
      HubDevice read = HubDevice.parse(text);
      return List.of(at(read.device(), read.hub()));
    }
    return List.of(at(device, host(settings.addresses().getFirst())));
  }

  /** The setting that says which place it is. */
  static String setting(MqttSettings settings) {
    if (settings.connectionStringFile() != null) {
      return "connectionStringFile";
    }
    return settings.connectionString() != null ? "connectionString" : "clientId";
  }

  private static String host(Address address) {
    return address.host().toLowerCase(Locale.ROOT);
  }

  private static String at(String client, String broker) {
    return "the client '" + client + "' of " + broker;
  }
}
