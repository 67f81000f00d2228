package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/** The web console and the HTTP API. */
public record ConsoleSection(
    @Setting(
            value = "Where browsers and programs connect; an empty list turns both off.",
            fallback = "[{port: 8443}, {port: 8080, bind: 127.0.0.1, tls: false}]")
        List<Listen> listen,
    @Setting("How long a person stays logged in.") Session session) {

  public ConsoleSection {
    listen = List.copyOf(listen);
  }

  /** One address to listen on. */
  public record Listen(
      @Setting(value = "The TCP port.", example = "8443", min = "1", max = "65535") int port,
      @Setting(
              value = "The address of this box to bind to; 0.0.0.0 = all of IPv4, '::' = all.",
              fallback = "0.0.0.0",
              example = "127.0.0.1")
          String bind,
      @Setting(
              value =
                  "HTTPS with the gateway's own certificate (made at the first start, in the data folder).",
              fallback = "true")
          boolean tls) {

    public Listen {
      String fault = Endpoint.fault(bind);
      Checks.of(Listen.class)
          .range("port", port)
          .require(fault == null, "bind", String.valueOf(fault))
          .done();
    }
  }

  /** How long a person stays logged in. */
  public record Session(
      @Setting(value = "Without a sign of life.", fallback = "30m", min = "1m", max = "7d")
          Duration idle,
      @Setting(value = "In any case.", fallback = "12h", min = "5m", max = "30d")
          Duration absolute) {

    public Session {
      Checks checks = Checks.of(Session.class).range("idle", idle).range("absolute", absolute);
      if (idle.compareTo(absolute) > 0) {
        String reason =
            "is "
                + Spans.write(idle)
                + ", longer than absolute; write at most "
                + Spans.write(absolute);
        checks.add(
            Complaint.about(reason, "idle")
                .involving("absolute")
                .or(
                    Complaint.about(
                        "is "
                            + Spans.write(absolute)
                            + ", shorter than idle; write at least "
                            + Spans.write(idle),
                        "absolute")));
      }
      checks.done();
    }
  }
}
