package dev.sluice.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.lineprotocol.BadLine;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads newline-delimited JSON back, as {@link ReadingFormat#NDJSON} writes it. */
final class JsonSource {

  /** A message in Base64, its topic and all else. */
  private static final int LONGEST = 512 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private final PhysicalLines lines;
  private final SampleTaker taker;

  JsonSource(InputStream in, SampleTaker taker) {
    this.lines = new PhysicalLines(in, LONGEST);
    this.taker = taker;
  }

  void read() throws Exception {
    PhysicalLines.Line line;
    while ((line = lines.next()) != null) {
      int number = (int) Math.min(Integer.MAX_VALUE, line.number());
      String text = line.text();
      if (text == null) {
        taker.bad(new BadLine(number, 1, "the line " + line.fault(), ""));
      } else if (!text.isBlank()) {
        Sample sample;
        try {
          sample = sample(text);
        } catch (JsonProcessingException e) {
          int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
          String reason = "the line is no JSON object; write one for each reading";
          taker.bad(new BadLine(number, Math.max(1, column), reason, Shown.start(text.strip())));
          continue;
        } catch (IllegalArgumentException e) {
          String reason = String.valueOf(e.getMessage());
          taker.bad(new BadLine(number, 1, reason, Shown.start(text.strip())));
          continue;
        }
        taker.samples(line.number(), List.of(sample));
      }
    }
  }

  private static Sample sample(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException(
            "the line is no JSON object; write one for each reading");
      }
      long time = Sample.NO_TIME;
      SignalId signal = null;
      Value value = null;
      String level = "";
      String reason = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        json.nextToken();
        switch (member) {
          case "time" -> time = Instants.parse(json.getText());
          case "signal" -> signal = SampleIds.id(json.getText());
          case "value" -> value = value(json);
          case "message" -> value = message(json);
          case "quality" -> level = json.getText();
          case "reason" -> reason = json.getText();
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("something follows the object; write one a line");
      }
      if (time == Sample.NO_TIME || signal == null) {
        throw new IllegalArgumentException("'time' or 'signal' is missing; write both");
      }
      SampleIds.check(signal, value);
      Quality quality = QualityWords.quality(level, reason);
      if (value == null && quality.level() != Quality.Level.BAD) {
        throw new IllegalArgumentException("there is no value; write one, or bad as the quality");
      }
      return new Sample(signal, value, quality, time, null);
    }
  }

  private static @Nullable Value value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_STRING -> PlainValue.text(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> PlainValue.read(json.getText());
      default ->
          throw new IllegalArgumentException(
              "the value is wrong; write a number, true, false, a text or null");
    };
  }

  private static Value message(JsonParser json) throws IOException {
    String topic = "";
    byte[] payload = {};
    byte[] properties = null;
    int qos = 0;
    boolean retain = false;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("'message' is wrong; write an object with topic, payload");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "topic" -> topic = json.getText();
        case "payload" -> payload = Base64.getDecoder().decode(json.getText());
        case "properties" -> properties = Base64.getDecoder().decode(json.getText());
        case "qos" -> qos = json.getIntValue();
        case "retain" -> retain = json.getBooleanValue();
        default -> json.skipChildren();
      }
    }
    Value.Message message = new Value.Message(topic, payload, qos, retain, properties);
    if (topic.isEmpty() || topic.length() > 65_535 || qos < 0 || qos > 2) {
      throw new IllegalArgumentException("the message has no topic, or no qos from 0 to 2");
    }
    if (message.size() > Value.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "the message has more than " + Value.MAX_MESSAGE_BYTES + " bytes; leave it out");
    }
    return message;
  }
}
