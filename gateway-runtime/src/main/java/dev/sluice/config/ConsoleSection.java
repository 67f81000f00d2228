package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/** The web console and the HTTP API. */
public record ConsoleSection(
    @Setting(
            value = "Where browsers connect.",
            fallback = "[{port: 8443}, {port: 8080, bind: 127.0.0.1, tls: false}]")
        List<Listen> listen,
    @Setting("How long a person stays logged in.") Session session) {

  /** One address to listen on. */
  public record Listen(
      @Setting(value = "The TCP port, 1 to 65535.", example = "8443") int port,
      @Setting(value = "The address to bind to.", fallback = "0.0.0.0", example = "127.0.0.1")
          String bind,
      @Setting(
              value =
                  "HTTPS with the gateway's own certificate (made at the first start, in the data folder).",
              fallback = "true")
          boolean tls) {}

  /** How long a person stays logged in. */
  public record Session(
      @Setting(value = "Without a sign of life, 1m to 7d.", fallback = "30m") Duration idle,
      @Setting(value = "In any case, 5m to 30d.", fallback = "12h") Duration absolute) {}
}
