package dev.sluice.mqtt.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.model.Value;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a payload says is to be set: a bare JSON value, or an object with {@code value} and, if the
 * topic does not name it, {@code signal}. Other members are left alone.
 *
 * @param signal its id; null if the payload names none
 */
record DownPayload(Value value, @Nullable String signal) {

  /** The longest payload for a signal, in bytes: a text of the longest kind, escaped. */
  static final int LONGEST = 32 * 1024;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxNumberLength(100)
                  .maxStringLength(LONGEST)
                  .maxNameLength(1000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final String WANTED =
      "; send a number, true, false or a \"text\", or {\"value\": …}";

  /** Reads a payload, or says what is wrong with it. */
  static DownPayload parse(byte[] payload) throws Refusal {
    if (payload.length > LONGEST) {
      throw new Refusal(
          Cause.TOO_LARGE, "the payload has " + payload.length + " bytes; send at most " + LONGEST);
    }
    try (JsonParser json = JSON.createParser(text(payload))) {
      JsonToken first = json.nextToken();
      if (first == null) {
        throw malformed("the payload is empty" + WANTED);
      }
      DownPayload read =
          first == JsonToken.START_OBJECT
              ? object(json)
              : new DownPayload(value(json, first, "the payload"), null);
      if (json.nextToken() != null) {
        throw malformed("the payload goes on after its value" + WANTED);
      }
      return read;
    } catch (IOException e) {
      throw malformed("the payload is no JSON" + WANTED);
    }
  }

  private static String text(byte[] payload) throws Refusal {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the payload is no UTF-8" + WANTED);
    }
  }

  private static DownPayload object(JsonParser json) throws IOException, Refusal {
    Value value = null;
    String signal = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (name.equals("value")) {
        value = value(json, token, "'value'");
      } else if (name.equals("signal")) {
        if (token != JsonToken.VALUE_STRING) {
          throw malformed("'signal' is no text; send the id of a signal, like \"oven/setpoint\"");
        }
        signal = json.getText();
      } else {
        json.skipChildren();
      }
    }
    if (value == null) {
      throw malformed("the payload has no 'value'" + WANTED);
    }
    return new DownPayload(value, signal);
  }

  private static Value value(JsonParser json, JsonToken token, String what)
      throws IOException, Refusal {
    return switch (token) {
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getText(), what);
      case VALUE_STRING -> words(json.getText(), what);
      default -> throw malformed(what + " is no number, truth value or text" + WANTED);
    };
  }

  private static Value number(String text, String what) throws Refusal {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw malformed(what + " is larger than any number here; send a smaller one");
    }
    return new Value.Num(number);
  }

  private static Value words(String text, String what) throws Refusal {
    if (text.getBytes(StandardCharsets.UTF_8).length > Value.MAX_TEXT_BYTES) {
      throw malformed(
          what + " is a text of more than " + Value.MAX_TEXT_BYTES + " bytes; send less");
    }
    return new Value.Text(text);
  }

  private static Refusal malformed(String why) {
    return new Refusal(Cause.MALFORMED, why);
  }
}
