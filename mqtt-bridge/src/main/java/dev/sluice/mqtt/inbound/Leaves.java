package dev.sluice.mqtt.inbound;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.config.MqttSection.TopicMapping.Payload;
import dev.sluice.model.IdText;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the samples of one publish, reading each value as the mapping says. One thread. */
final class Leaves {

  /** Up to so many samples a repeated signal is found quickest by looking at all. */
  private static final int FEW = 16;

  private static final int MAX_UNIT = 64;
  private static final Decoded IGNORED = new Decoded.Ignored();

  private final NumberText number = new NumberText();
  private final List<Sample> samples = new ArrayList<>();
  private final Map<SignalId, Integer> places = new HashMap<>();
  private Mapping mapping;
  private int seen;
  private int taken;
  private int misfits;
  private @Nullable String time;
  private @Nullable String unit;

  Leaves(Mapping mapping) {
    this.mapping = mapping;
  }

  /** Forgets everything before another publish. */
  void begin(Mapping mapping) {
    this.mapping = mapping;
    samples.clear();
    if (!places.isEmpty()) {
      places.clear();
    }
    seen = 0;
    taken = 0;
    misfits = 0;
    time = null;
    unit = null;
  }

  /** Counts one leaf, whether it has a value or not. */
  void see() throws MalformedException {
    if (++seen > Arrival.MAX_SAMPLES) {
      throw new MalformedException(Reason.TOO_MANY_LEAVES);
    }
  }

  int seen() {
    return seen;
  }

  /** Takes the time as the payload writes it. */
  void time(String text) {
    time = text;
  }

  /** Takes the unit as the payload writes it; what cannot be one is left out. */
  void unit(String text) {
    String name = text.strip();
    boolean fits = !name.isEmpty() && name.length() <= MAX_UNIT;
    for (int i = 0; fits && i < name.length(); i++) {
      fits = !IdText.isControl(name.charAt(i)) && !IdText.isLoneSurrogate(name, i);
    }
    unit = fits ? name : null;
  }

  /** Takes a value that came without JSON, blanks trimmed. */
  void bare(SignalId id, char[] text, int length) {
    Payload payload = mapping.payload();
    if (payload == Payload.TEXT) {
      take(id, new Value.Text(new String(text, 0, length)), Quality.GOOD);
    } else if (!Words.is(text, 0, length, "null")) {
      switch (payload) {
        case NUMBER -> told(id, text, 0, length);
        case BOOL -> truth(id, Words.told(text, 0, length));
        default -> guessed(id, text, length);
      }
    }
  }

  /** Takes a scalar of a JSON document, any but null. */
  void json(SignalId id, JsonParser parser, JsonToken token) throws IOException {
    switch (mapping.payload()) {
      case NUMBER -> {
        if (token.isNumeric()) {
          jsonNumber(id, parser);
        } else if (token == JsonToken.VALUE_STRING) {
          String text = parser.getText().strip();
          told(id, text.toCharArray(), 0, text.length());
        } else {
          misfit(id);
        }
      }
      case BOOL -> {
        String text = parser.getText().strip();
        truth(id, Words.told(text.toCharArray(), 0, text.length()));
      }
      case TEXT -> jsonText(id, parser);
      default -> {
        switch (token) {
          case VALUE_STRING -> jsonText(id, parser);
          case VALUE_TRUE -> take(id, Words.truth(true), Quality.GOOD);
          case VALUE_FALSE -> take(id, Words.truth(false), Quality.GOOD);
          default -> jsonNumber(id, parser);
        }
      }
    }
  }

  private void guessed(SignalId id, char[] text, int length) {
    if (readNumber(text, 0, length)) {
      number(id);
      return;
    }
    Value truth = Words.plain(text, 0, length);
    take(id, truth != null ? truth : new Value.Text(new String(text, 0, length)), Quality.GOOD);
  }

  private void told(SignalId id, char[] text, int from, int length) {
    if (readNumber(text, from, length)) {
      number(id);
    } else {
      misfit(id);
    }
  }

  private boolean readNumber(char[] text, int from, int length) {
    return mapping.decimalComma()
        ? number.readComma(text, from, length)
        : number.read(text, from, length);
  }

  private void jsonNumber(SignalId id, JsonParser parser) throws IOException {
    if (number.read(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
      number(id);
    } else {
      misfit(id);
    }
  }

  private void number(SignalId id) {
    Quality quality = number.quality();
    double value = number.number();
    if (quality.level() != Quality.Level.BAD && mapping.scales()) {
      value = mapping.scaled(value);
      if (!Double.isFinite(value)) {
        quality = Quality.BAD_NOT_FINITE;
      }
    }
    take(id, quality.level() == Quality.Level.BAD ? null : new Value.Num(value), quality);
  }

  private void jsonText(SignalId id, JsonParser parser) throws IOException {
    boolean tooLong = parser.getTextLength() > Value.MAX_TEXT_BYTES;
    String text = tooLong ? "" : wellFormed(parser.getText());
    if (tooLong || Utf8.length(text) > Value.MAX_TEXT_BYTES) {
      take(id, null, Quality.BAD_TOO_LONG);
    } else {
      take(id, new Value.Text(text), Quality.GOOD);
    }
  }

  /** JSON's escapes can write half a character, which cannot be stored as UTF-8. */
  private static String wellFormed(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i)) && IdText.isLoneSurrogate(text, i)) {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\ufffd');
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  private void truth(SignalId id, Value.@Nullable Bool truth) {
    if (truth == null) {
      misfit(id);
    } else {
      take(id, truth, Quality.GOOD);
    }
  }

  private void misfit(SignalId id) {
    misfits++;
    take(id, null, Quality.BAD_TYPE);
  }

  private void take(SignalId id, @Nullable Value value, Quality quality) {
    taken++;
    Sample sample = new Sample(id, value, quality, Sample.NO_TIME, null);
    int place = placeOf(id);
    if (place < 0) {
      samples.add(sample);
    } else {
      samples.set(place, sample);
    }
  }

  /** Where this signal already stands, or -1: a key that repeats replaces what it said before. */
  private int placeOf(SignalId id) {
    int count = samples.size();
    if (count <= FEW) {
      for (int i = 0; i < count; i++) {
        if (samples.get(i).signal().equals(id)) {
          return i;
        }
      }
      return -1;
    }
    for (int i = places.size(); i < count; i++) {
      places.put(samples.get(i).signal(), i);
    }
    Integer place = places.get(id);
    return place == null ? -1 : place;
  }

  /** What became of the publish. */
  Decoded finish() throws MalformedException {
    if (seen == 0 && mapping.pointsAtValue()) {
      throw new MalformedException(Reason.NO_VALUE_AT_POINTER);
    }
    if (samples.isEmpty()) {
      return IGNORED;
    }
    if (misfits == taken) {
      throw new MalformedException(
          mapping.payload() == Payload.BOOL ? Reason.NOT_A_BOOLEAN : Reason.NOT_A_NUMBER);
    }
    String unitName = unit != null ? unit : mapping.fixedUnit();
    if (time != null || unitName != null) {
      long micros = time == null ? Sample.NO_TIME : TimeText.micros(time, mapping.timeFormat());
      samples.replaceAll(s -> new Sample(s.signal(), s.value(), s.quality(), micros, unitName));
    }
    return new Decoded.Samples(List.copyOf(samples));
  }
}
