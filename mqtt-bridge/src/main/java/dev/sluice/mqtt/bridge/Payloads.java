package dev.sluice.mqtt.bridge;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.model.Quality;
import dev.sluice.model.Value;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes payloads: JSON, or what the template says. */
final class Payloads {

  /** Whole numbers up to here are written without a decimal point: a double holds them exactly. */
  private static final double EXACT = 9_007_199_254_740_992.0;

  private static final JsonStringEncoder QUOTES = JsonStringEncoder.getInstance();

  private final String gateway;
  private final String boot;
  private final boolean meta;
  private final @Nullable PayloadTemplate template;

  Payloads(String gateway, String boot, boolean meta, @Nullable PayloadTemplate template) {
    this.gateway = gateway;
    this.boot = boot;
    this.meta = meta;
    this.template = template;
  }

  /** The payload of one reading. */
  byte[] of(Parcel parcel) {
    if (template != null) {
      return bytes(template.fill(name -> named(name, parcel)));
    }
    StringBuilder json = new StringBuilder(96).append("{\"value\":");
    value(json, parcel.value());
    json.append(",\"time\":\"").append(time(parcel.time()));
    json.append("\",\"quality\":\"").append(level(parcel.quality())).append('"');
    if (!parcel.quality().reason().isEmpty()) {
      json.append(",\"reason\":\"").append(parcel.quality().reason()).append('"');
    }
    meta(json, parcel.seq(), parcel.lane());
    return bytes(json.append('}').toString());
  }

  /** The payload of a device's readings of one time, at least one. */
  byte[] of(List<Parcel> parcels) {
    Parcel last = parcels.getLast();
    StringBuilder json = new StringBuilder(64 + 24 * parcels.size());
    json.append("{\"time\":\"").append(time(last.time())).append("\",\"values\":{");
    String comma = "";
    for (Parcel parcel : parcels) {
      quote(json.append(comma), parcel.signal().name()).append(':');
      value(json, parcel.value());
      comma = ",";
    }
    json.append('}');
    comma = ",\"quality\":{";
    for (Parcel parcel : parcels) {
      if (parcel.quality().level() != Quality.Level.GOOD) {
        quote(json.append(comma), parcel.signal().name());
        json.append(":\"").append(level(parcel.quality())).append('"');
        comma = ",";
      }
    }
    json.append(comma.equals(",") ? "}" : "");
    meta(json, last.seq(), last.lane());
    return bytes(json.append('}').toString());
  }

  private void meta(StringBuilder json, long seq, Lane lane) {
    if (!meta) {
      return;
    }
    quote(json.append(",\"gateway\":"), gateway);
    quote(json.append(",\"boot\":"), boot);
    if (seq >= 0) {
      json.append(",\"seq\":").append(seq);
    }
    if (lane == Lane.BACKFILL) {
      json.append(",\"backfill\":true");
    }
  }

  private String named(String name, Parcel parcel) {
    StringBuilder text = new StringBuilder();
    switch (name) {
      case "value" -> value(text, parcel.value());
      case "time" -> text.append(time(parcel.time()));
      case "millis" -> text.append(Math.floorDiv(parcel.time(), 1000L));
      case "quality" -> text.append(level(parcel.quality()));
      case "reason" -> text.append(parcel.quality().reason());
      case "unit" -> escape(text, parcel.unit() == null ? "" : parcel.unit());
      case "gateway" -> escape(text, gateway);
      case "device" -> escape(text, parcel.signal().device());
      case "signal" -> escape(text, parcel.signal().name());
      default -> text.append(parcel.seq());
    }
    return text.toString();
  }

  private static void value(StringBuilder json, @Nullable Value value) {
    switch (value) {
      case Value.Num num -> number(json, num.number());
      case Value.Bool bool -> json.append(bool.on());
      case Value.Text text -> quote(json, text.text());
      case Value.Message message -> quote(json, message.label()); // never: it is sent as it is
      case null -> json.append("null");
    }
  }

  private static void number(StringBuilder json, double number) {
    if (number == Math.rint(number) && Math.abs(number) <= EXACT) {
      json.append((long) number);
    } else {
      json.append(number);
    }
  }

  /** RFC 3339, to the µs where there are any. */
  private static String time(long micros) {
    long seconds = Math.floorDiv(micros, 1_000_000L);
    return Instant.ofEpochSecond(seconds, Math.floorMod(micros, 1_000_000L) * 1000).toString();
  }

  private static String level(Quality quality) {
    return quality.level().name().toLowerCase(Locale.ROOT);
  }

  private static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    escape(json, text);
    return json.append('"');
  }

  private static void escape(StringBuilder json, String text) {
    QUOTES.quoteAsString(text, json);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
