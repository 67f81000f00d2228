package dev.sluice.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address and port to listen on.
 *
 * @param path the setting that names the port
 */
record Endpoint(List<Object> path, InetAddress bind, int port) {

  /** The endpoints of all listeners, in order. */
  static List<Endpoint> of(MqttSection mqtt, ConsoleSection console) {
    List<Endpoint> all = new ArrayList<>();
    for (int i = 0; i < mqtt.listen().size(); i++) {
      MqttSection.Listen listen = mqtt.listen().get(i);
      all.add(at("mqtt", i, listen.bind(), listen.port()));
    }
    for (int i = 0; i < console.listen().size(); i++) {
      ConsoleSection.Listen listen = console.listen().get(i);
      all.add(at("console", i, listen.bind(), listen.port()));
    }
    return all;
  }

  private static Endpoint at(String section, int index, String bind, int port) {
    return new Endpoint(
        List.of(section, "listen", index, "port"), InetAddress.ofLiteral(bind), port);
  }

  /** True if the system lets only one of them listen: same port, and an address both have. */
  boolean overlaps(Endpoint other) {
    return port == other.port && (bind.equals(other.bind) || covers(other) || other.covers(this));
  }

  /** The IPv6 wildcard takes IPv4, too; the IPv4 wildcard takes IPv4 alone. */
  private boolean covers(Endpoint other) {
    return bind.isAnyLocalAddress() && bind.getAddress().length >= other.bind.getAddress().length;
  }

  /** This endpoint's complaint about another one. */
  Complaint clash(Endpoint other) {
    String reason =
        "is "
            + port
            + ", on which "
            + Complaint.name("", other.path.subList(0, 3))
            + " listens, too; give one of them another port";
    return new Complaint(path, List.of("mqtt", "console"), reason, null);
  }

  /** What is wrong with an address to bind to; null if nothing is. */
  static @Nullable String fault(String bind) {
    try {
      // Without the dots 127.1 and 1 would be addresses, too; without a literal, DNS would be
      // asked.
      if (bind.indexOf(':') >= 0 || bind.chars().filter(c -> c == '.').count() == 3) {
        InetAddress.ofLiteral(bind);
        return null;
      }
    } catch (IllegalArgumentException noAddress) {
      // told below
    }
    return "is "
        + Shown.of(bind)
        + "; write an IP address of this box, like 127.0.0.1, or 0.0.0.0 for all";
  }
}
