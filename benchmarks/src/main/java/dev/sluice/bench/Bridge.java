package dev.sluice.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A gateway that forwards whatever it is sent to one broker upstream. */
interface Bridge {

  /** What it is called in tables. */
  String name();

  /** Starts it. */
  Subject start(Path folder, InetSocketAddress upstream) throws IOException;

  /**
   * Ours.
   *
   * @param home the product's folder
   * @param uplink further keys of the uplink, in YAML, separated by commas; may be empty
   * @param history likewise, of history
   */
  record Sluice(String name, Path home, String uplink, String history) implements Bridge {

    /** Topics as they came, and the bare value as payload, as mosquitto sends them on. */
    static final String BARE = "topic: '{device}/{signal}', payload: '{value}', version: 3.1.1";

    /** Topics as they came. */
    static final String USUAL = "topic: '{device}/{signal}'";

    @Override
    public Subject start(Path folder, InetSocketAddress upstream) throws IOException {
      String more =
          "uplinks: {up: {type: mqtt, url: 'mqtt://%s:%d'%s}}\n"
              .formatted(
                  upstream.getAddress().getHostAddress(),
                  upstream.getPort(),
                  uplink.isEmpty() ? "" : ", " + uplink);
      return Subject.sluice(home, folder, "0ms", history, more);
    }
  }

  /**
   * Mosquitto's own.
   *
   * @param limits lines of its configuration; empty = its defaults
   */
  record Mosquitto(String name, String limits) implements Bridge {

    @Override
    public Subject start(Path folder, InetSocketAddress upstream) throws IOException {
      return Subject.mosquitto(
          folder,
          """
          %s
          connection up
          address %s:%d
          topic # out 1
          cleansession false
          notifications false
          """
              .formatted(limits, upstream.getAddress().getHostAddress(), upstream.getPort()));
    }
  }
}
