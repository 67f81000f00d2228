package dev.sluice.console.stream;

import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Times;
import dev.sluice.gateway.GatewayView;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the frames of the live protocol. Times in frames are epoch ms, ages ms. */
final class Frames {

  /** Snapshots are cut into frames of about this many characters. */
  private static final int CHUNK = 48 * 1024;

  private Frames() {}

  static String hello(GatewayView view, int hz) {
    StringBuilder json = new StringBuilder(120);
    json.append("{\"type\":\"hello\",\"proto\":1,\"boot\":");
    Json.quote(json, view.boot());
    json.append(",\"now\":").append(view.clock().micros() / 1000);
    return json.append(",\"hz\":").append(hz).append('}').toString();
  }

  static String beat(long nowMicros) {
    return "{\"type\":\"beat\",\"t\":" + nowMicros / 1000 + "}";
  }

  static String device(DeviceStatus device, long nowMicros) {
    StringBuilder json = new StringBuilder(120);
    json.append("{\"type\":\"ev\",\"kind\":\"device\",\"t\":").append(nowMicros / 1000);
    json.append(",\"id\":");
    Json.quote(json, device.id());
    json.append(",\"status\":\"")
        .append(device.status().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .append("\",\"cause\":");
    Json.quote(json, device.cause());
    return json.append('}').toString();
  }

  /** The whole state of a channel in one or more frames. */
  static List<String> snapshot(
      String channel, ChannelName.Members members, GatewayView view, long nowMicros) {
    List<String> bodies = new ArrayList<>();
    StringBuilder dict = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (Signal signal : members.signals()) {
      entry(dict, signal, view.presentation(signal));
      Reading last = view.live().last(signal.index());
      if (last != null) {
        value(values, last, nowMicros);
      }
      if (dict.length() + values.length() > CHUNK) {
        bodies.add(body(dict, values));
        dict.setLength(0);
        values.setLength(0);
      }
    }
    if (!dict.isEmpty() || bodies.isEmpty()) {
      bodies.add(body(dict, values));
    }
    List<String> frames = new ArrayList<>(bodies.size());
    for (int part = 1; part <= bodies.size(); part++) {
      StringBuilder json = head("snap", channel);
      json.append(",\"part\":").append(part).append(",\"of\":").append(bodies.size());
      json.append(",\"t\":").append(nowMicros / 1000);
      json.append(",\"more\":").append(members.next()).append(bodies.get(part - 1)).append('}');
      frames.add(json.toString());
    }
    return frames;
  }

  private static String body(StringBuilder dict, StringBuilder values) {
    return ",\"dict\":[" + dict + "],\"v\":[" + values + "]";
  }

  private static void entry(
      StringBuilder json, Signal signal, GatewayView.Presentation presentation) {
    comma(json).append('[').append(signal.index()).append(',');
    Json.quote(json, signal.id().toString());
    json.append(',');
    String unit = presentation.unit();
    if (unit == null) {
      json.append("null");
    } else {
      Json.quote(json, unit);
    }
    json.append(',').append(presentation.decimals());
    json.append(',').append(presentation.staleAfter() / 1000).append(']');
  }

  private static void value(StringBuilder json, Reading last, long nowMicros) {
    comma(json).append('[').append(last.signal()).append(',');
    Json.value(json, last.value());
    json.append(",\"").append(word(last.quality())).append("\",");
    json.append(Math.max(0, (nowMicros - last.time()) / 1000));
    reason(json, last.quality()).append(']');
  }

  /** One frame of changes. */
  static String update(
      String channel,
      long sequence,
      long nowMicros,
      List<Reading> values,
      List<Reading> qualities) {
    StringBuilder json = head("u", channel);
    json.append(",\"s\":").append(sequence);
    json.append(",\"t\":").append(nowMicros / 1000).append(",\"v\":[");
    for (int i = 0; i < values.size(); i++) {
      Reading reading = values.get(i);
      json.append(i == 0 ? "[" : ",[").append(reading.signal()).append(',');
      Json.value(json, reading.value());
      json.append(']');
    }
    json.append(']');
    if (!qualities.isEmpty()) {
      json.append(",\"q\":[");
      for (int i = 0; i < qualities.size(); i++) {
        Reading reading = qualities.get(i);
        json.append(i == 0 ? "[" : ",[").append(reading.signal());
        json.append(",\"").append(word(reading.quality())).append('"');
        reason(json, reading.quality()).append(']');
      }
      json.append(']');
    }
    return json.append('}').toString();
  }

  /** One server-sent event. */
  static String event(Signal signal, Reading reading) {
    StringBuilder json = new StringBuilder(160);
    json.append("event: reading\ndata: {\"id\":");
    Json.quote(json, signal.id().toString());
    json.append(",\"value\":");
    Json.value(json, reading.value());
    json.append(",\"quality\":\"").append(word(reading.quality()));
    json.append("\",\"time\":\"").append(Times.rfc3339(reading.time()));
    return json.append("\"}\n\n").toString();
  }

  private static StringBuilder head(String type, String channel) {
    StringBuilder json = new StringBuilder(256);
    json.append("{\"type\":\"").append(type).append("\",\"ch\":");
    Json.quote(json, channel);
    return json;
  }

  private static StringBuilder reason(StringBuilder json, Quality quality) {
    return quality.reason().isEmpty()
        ? json
        : json.append(",\"").append(quality.reason()).append('"');
  }

  private static StringBuilder comma(StringBuilder json) {
    return json.isEmpty() ? json : json.append(',');
  }

  private static String word(Quality quality) {
    return switch (quality.level()) {
      case GOOD -> "good";
      case UNCERTAIN -> "uncertain";
      case BAD -> "bad";
    };
  }
}
