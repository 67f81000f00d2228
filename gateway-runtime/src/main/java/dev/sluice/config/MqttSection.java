package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The MQTT broker and how its messages become readings. */
public record MqttSection(
    @Setting(value = "Where clients connect.", fallback = "[{port: 1883}]") List<Listen> listen,
    @Setting(
            value =
                "Who may come without a credential: 'loopback' lets programs on this box in, 'never' nobody.",
            fallback = "loopback")
        Anonymous anonymous,
    @Setting("How topics become signals, before the built-in rule; the first match wins.")
        List<TopicMapping> topics,
    @Setting("Caps that protect the gateway.") Limits limits) {

  /** Who may come without a credential. */
  public enum Anonymous {
    NEVER,
    LOOPBACK
  }

  /** One address to listen on. */
  public record Listen(
      @Setting(value = "The TCP port, 1 to 65535.", example = "1883") int port,
      @Setting(value = "The address to bind to.", fallback = "0.0.0.0", example = "127.0.0.1")
          String bind,
      @Setting(value = "MQTT over WebSocket, on the path /mqtt.", fallback = "false")
          boolean websocket,
      @Setting(
              value =
                  "True if a reverse proxy on this box forwards network clients here: then nobody counts as coming from loopback.",
              fallback = "false")
          boolean proxy) {}

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
      @Setting(value = "Numbers are multiplied by this.", fallback = "1") double scale,
      @Setting(value = "This is added to numbers, after scale.", fallback = "0") double offset) {

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
      @Setting(value = "The most clients at a time, 1 to 100,000.", fallback = "1000")
          int connections,
      @Setting(
              value = "The largest MQTT packet; a client that sends more is disconnected.",
              fallback = "1MiB")
          ByteSize packet,
      @Setting(
              value = "The most signals; values of further ones are counted, not kept.",
              fallback = "20000")
          int signals,
      @Setting(value = "Messages kept for a subscriber that does not keep up.", fallback = "1000")
          int subscriberQueue,
      @Setting(
              value = "The most memory for readings that wait for the journal.",
              fallback = "16MiB")
          ByteSize intake) {}
}
