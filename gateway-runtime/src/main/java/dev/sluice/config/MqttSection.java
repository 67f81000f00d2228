package dev.sluice.config;

import dev.sluice.model.RawTopic;
import dev.sluice.model.SignalId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The MQTT broker and how its messages become readings. */
public record MqttSection(
    @Setting(
            value = "Where clients connect; an empty list turns the broker's network side off.",
            fallback = "[{port: 1883}]")
        List<Listen> listen,
    @Setting(
            value =
                "Who may come without a credential: 'loopback' lets programs on this box in, 'never' nobody.",
            fallback = "loopback")
        Anonymous anonymous,
    @Setting("How topics become signals, before the built-in rule; the first match wins.")
        List<TopicMapping> topics,
    @Setting("Caps that protect the gateway.") Limits limits) {

  public MqttSection {
    listen = List.copyOf(listen);
    topics = List.copyOf(topics);
    Checks checks = Checks.of(MqttSection.class);
    for (int i = 0; i < listen.size(); i++) {
      // Behind a proxy every client of the network would come from loopback, and so be let in.
      if (listen.get(i).proxy() && anonymous == Anonymous.LOOPBACK) {
        String reason =
            "is true, but with 'anonymous: loopback' the proxy would let the whole network in"
                + " without a credential; write 'anonymous: never' under mqtt";
        checks.add(Complaint.about(reason, "listen", i, "proxy").involving("anonymous"));
      }
    }
    checks.done();
  }

  /** Who may come without a credential. */
  public enum Anonymous {
    NEVER,
    LOOPBACK
  }

  /** One address to listen on. */
  public record Listen(
      @Setting(value = "The TCP port.", example = "1883", min = "1", max = "65535") int port,
      @Setting(
              value = "The address of this box to bind to; 0.0.0.0 = all of IPv4, '::' = all.",
              fallback = "0.0.0.0",
              example = "127.0.0.1")
          String bind,
      @Setting(
              value =
                  "MQTT over TLS with the gateway's own certificate (made at the first start, in the data folder).",
              fallback = "false")
          boolean tls,
      @Setting(value = "MQTT over WebSocket, on the path /mqtt.", fallback = "false")
          boolean websocket,
      @Setting(
              value =
                  "True if a reverse proxy on this box forwards network clients here; goes only with 'anonymous: never'.",
              fallback = "false")
          boolean proxy) {

    public Listen {
      String fault = Endpoint.fault(bind);
      Checks.of(Listen.class)
          .range("port", port)
          .require(fault == null, "bind", String.valueOf(fault))
          .done();
    }
  }

  /** How one family of topics becomes signals. */
  public record TopicMapping(
      @Setting(
              value =
                  "A topic filter with {device} and {signal} as named levels; + and # as in MQTT.",
              example = "plant/{device}/{signal}")
          String filter,
      @Setting(
              value = "What the payload is; 'ignore' takes the message as MQTT only.",
              fallback = "auto")
          Payload payload,
      @Setting(value = "The device, when the filter does not name one.", example = "boiler")
          @Nullable String device,
      @Setting(value = "The signal, when the filter does not name one.", example = "temperature")
          @Nullable String signal,
      @Setting(value = "JSON pointer (RFC 6901) to the value.", example = "/data/value")
          @Nullable String value,
      @Setting(value = "JSON pointer to the time.", example = "/ts") @Nullable String time,
      @Setting(
              value = "How the time is written; 'auto' tells by magnitude and shape.",
              fallback = "auto")
          TimeFormat timeFormat,
      @Setting(value = "JSON pointer to the unit.", example = "/unit") @Nullable String unitAt,
      @Setting(value = "The unit, when it is always the same.", example = "bar")
          @Nullable String unit,
      @Setting(
              value = "The decimal separator of numbers written as text: point or comma.",
              fallback = "point")
          Decimal decimal,
      @Setting(value = "Numbers are multiplied by this; not 0.", fallback = "1", example = "0.1")
          double scale,
      @Setting(value = "This is added to numbers, after scale.", fallback = "0", example = "-40")
          double offset) {

    public TopicMapping {
      Checks checks = Checks.of(TopicMapping.class).range("scale", scale).range("offset", offset);
      String fault = TopicPattern.fault(filter);
      checks.require(fault == null, "filter", String.valueOf(fault));
      checks.require(scale != 0, "scale", "is 0, which makes every value 0; write another number");
      name(checks, "device", device, filter);
      name(checks, "signal", signal, filter);
      checks.require(
          signal == null || signal.indexOf('/') < 0,
          "signal",
          "has a slash; write the levels before the last into device");
      boolean hasParts = payload == Payload.AUTO || payload == Payload.JSON;
      pointer(checks, "value", value, hasParts);
      pointer(checks, "time", time, hasParts);
      pointer(checks, "unitAt", unitAt, hasParts);
      if (unit != null && unitAt != null) {
        checks.add(
            Complaint.about("stands beside unitAt; write one of the two", "unit")
                .involving("unitAt"));
      }
      if (time == null && timeFormat != TimeFormat.AUTO) {
        checks.add(
            Complaint.about("has no use without time; write where the time is", "timeFormat")
                .involving("time"));
      }
      checks.text("unit", unit, 40).done();
    }

    private static void name(Checks checks, String key, @Nullable String name, String filter) {
      checks.text(key, name, SignalId.MAX_LENGTH);
      if (key.equals("device") && name != null && RawTopic.has(name)) {
        String reason = "begins with $raw, where raw topics are; write another name";
        checks.add(Complaint.about(reason, key));
      }
      if (name != null && List.of(filter.split("/", -1)).contains("{" + key + "}")) {
        String reason = "is named here and by {" + key + "} in filter; write one of the two";
        checks.add(Complaint.about(reason, key).involving("filter"));
      }
    }

    private static void pointer(
        Checks checks, String key, @Nullable String pointer, boolean hasParts) {
      String fault = pointer == null ? null : TopicPattern.pointerFault(pointer);
      checks.require(fault == null, key, String.valueOf(fault));
      if (pointer != null && !hasParts) {
        String reason = "points into JSON, which payload rules out; write 'payload: json'";
        checks.add(Complaint.about(reason, key).involving("payload"));
      }
    }

    /** What a payload is. */
    public enum Payload {
      AUTO,
      NUMBER,
      BOOL,
      TEXT,
      JSON,
      IGNORE
    }

    /** How a time is written. */
    public enum TimeFormat {
      AUTO,
      S,
      MS,
      US,
      NS,
      RFC3339
    }

    /** A decimal separator. */
    public enum Decimal {
      POINT,
      COMMA
    }
  }

  /** Caps that protect the gateway. */
  public record Limits(
      @Setting(value = "The most clients at a time.", fallback = "1000", min = "1", max = "100000")
          int connections,
      @Setting(
              value =
                  "The largest MQTT packet; a client that sends more is disconnected. A retained one must fit into one record of the journal.",
              fallback = "1MiB",
              min = "1KiB",
              max = Limits.MOST_PACKET)
          ByteSize packet,
      @Setting(
              value = "The most signals; values of further ones are counted, not kept.",
              fallback = "20000",
              min = "1",
              max = "1000000")
          int signals,
      @Setting(
              value = "Messages kept for a subscriber that does not keep up.",
              fallback = "1000",
              min = "1",
              max = "1000000")
          int subscriberQueue,
      @Setting(
              value =
                  "The most memory for readings that wait for the journal; at least as large as packet.",
              fallback = "16MiB",
              min = "1MiB",
              max = "4GiB")
          ByteSize intake) {

    /**
     * A record of the journal, just under 4 MiB, can hold a packet twice: as a retained message,
     * and as the texts among its readings. This leaves it almost 1 MiB for everything else.
     */
    private static final String MOST_PACKET = "1536KiB";

    public Limits {
      boolean bearable = packet.compareTo(ByteSize.parse(MOST_PACKET)) <= 0;
      Checks checks =
          Checks.of(Limits.class)
              .range("connections", connections)
              .range("packet", bearable ? packet : null)
              .range("signals", signals)
              .range("subscriberQueue", subscriberQueue)
              .range("intake", intake)
              .require(
                  bearable,
                  "packet",
                  "is "
                      + packet
                      + ", but a retained message must fit into one record of the journal; write at most "
                      + MOST_PACKET);
      if (bearable && packet.compareTo(intake) > 0) {
        String packets = "is " + packet + ", larger than intake, so it could never be taken in";
        checks.add(
            Complaint.about(packets + "; write at most " + intake + ", or raise intake", "packet")
                .involving("intake")
                .or(
                    Complaint.about(
                        "is " + intake + ", smaller than packet; write at least " + packet,
                        "intake")));
      }
      checks.done();
    }
  }
}
