package dev.sluice.lineprotocol;

import dev.sluice.model.IdText;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one line after the other out of a body. */
final class LineReader {

  private static final int END = -1;

  private final byte[] body;
  private final Precision precision;
  private byte[] part = new byte[256];
  private int start;
  private int at;

  LineReader(byte[] body, Precision precision) {
    this.body = body;
    this.precision = precision;
  }

  /** Where the line last read ends: at its line end, or the end of the body. */
  int end() {
    return at;
  }

  /** The samples of the line that starts there. */
  List<Sample> read(int from) throws BadLineException {
    start = from;
    at = from;
    skipBlanks();
    String device = device();
    if (peek() != ' ') {
      throw bad("a blank and at least one field must follow, as in 'weather temp=82'");
    }
    skipBlanks();
    Map<SignalId, FieldValue> fields = new LinkedHashMap<>();
    int count = 0;
    do {
      if (++count > LineProtocol.MAX_FIELDS) {
        throw bad("a line has at most " + LineProtocol.MAX_FIELDS + " fields");
      }
      SignalId id = new SignalId(device, name("a field", "temp=82"));
      fields.put(id, value());
    } while (skip(','));
    if (peek() != ' ' && peek() != END) {
      throw bad("a comma and the next field, or a blank and the timestamp, must follow");
    }
    skipBlanks();
    long time = peek() == END ? Sample.NO_TIME : time();
    skipBlanks();
    if (peek() != END) {
      throw bad("nothing may follow the timestamp");
    }
    skip('\r');
    List<Sample> samples = new ArrayList<>(fields.size());
    fields.forEach(
        (id, field) -> samples.add(new Sample(id, field.value(), field.quality(), time, null)));
    return samples;
  }

  private String device() throws BadLineException {
    int begin = at;
    String measurement = part(false);
    if (measurement.isEmpty()) {
      throw bad("a line starts with a measurement, as in 'weather temp=82'");
    }
    Map<String, String> tags = new TreeMap<>();
    while (skip(',')) {
      int tagAt = at;
      String key = name("a tag", "room=1");
      String value = part(true);
      if (value.isEmpty()) {
        throw bad("the tag '" + key + "' has no value");
      }
      if (tags.put(key, IdText.level(value)) != null) {
        throw new BadLineException(tagAt, "the tag '" + key + "' stands twice");
      }
    }
    StringBuilder device = new StringBuilder(IdText.level(measurement));
    tags.forEach((key, value) -> device.append('/').append(key).append('=').append(value));
    if (device.length() > SignalId.MAX_LENGTH) {
      throw new BadLineException(
          begin,
          "measurement and tags have more than "
              + SignalId.MAX_LENGTH
              + " characters together; use shorter ones");
    }
    return device.toString();
  }

  /** A key and its equals sign. */
  private String name(String what, String example) throws BadLineException {
    int begin = at;
    String name = part(true);
    if (name.isEmpty()) {
      throw bad(what + " needs a name, as in '" + example + "'");
    }
    if (name.length() > SignalId.MAX_LENGTH) {
      throw new BadLineException(
          begin, "a name has at most " + SignalId.MAX_LENGTH + " characters; use a shorter one");
    }
    if (!skip('=')) {
      throw bad(what + " needs '=' and a value, as in '" + example + "'");
    }
    return IdText.level(name);
  }

  /**
   * Text up to a comma, a blank or the line end, and in a tag or a field also up to an equals sign;
   * a backslash takes those their meaning.
   */
  private String part(boolean equalsEnds) throws BadLineException {
    int begin = at;
    int size = 0;
    while (true) {
      int c = peek();
      if (c == END || c == ',' || c == ' ' || (equalsEnds && c == '=')) {
        return text(begin, size);
      }
      at++;
      if (c == '\\') {
        int escaped = peek();
        if (escaped == ',' || escaped == ' ' || (equalsEnds && escaped == '=')) {
          c = escaped;
          at++;
        }
      }
      size = add(size, c);
    }
  }

  private FieldValue value() throws BadLineException {
    int begin = at;
    if (skip('"')) {
      return FieldValue.text(quoted(begin));
    }
    int size = 0;
    for (int c = peek(); c != END && c != ',' && c != ' '; c = peek()) {
      size = add(size, c);
      at++;
    }
    return FieldValue.read(text(begin, size), begin);
  }

  /** The text up to the closing quote; it may go over line ends. */
  private String quoted(int begin) throws BadLineException {
    int size = 0;
    while (true) {
      if (at == body.length) {
        throw new BadLineException(begin, "this text has no closing quote");
      }
      checkLength();
      int c = body[at++];
      if (c == '"') {
        return text(begin, size);
      }
      if (c == '\\' && at < body.length && (body[at] == '"' || body[at] == '\\')) {
        c = body[at++];
      }
      size = add(size, c);
    }
  }

  private long time() throws BadLineException {
    int begin = at;
    int size = 0;
    for (int c = peek(); c != END && c != ' '; c = peek()) {
      size = add(size, c);
      at++;
    }
    String text = text(begin, size);
    if (!FieldValue.isInteger(text)) {
      throw new BadLineException(
          begin, "a timestamp is a whole number since 1970, as in 1465839830100400200");
    }
    long micros;
    try {
      micros = precision.micros(Long.parseLong(text));
    } catch (NumberFormatException e) {
      micros = -1;
    }
    if (micros < 0) {
      throw new BadLineException(
          begin, "the timestamp lies before 1970 or after 2262; check 'precision'");
    }
    return micros;
  }

  private int add(int size, int c) {
    if (size == part.length) {
      part = Arrays.copyOf(part, size * 2);
    }
    part[size] = (byte) c;
    return size + 1;
  }

  private String text(int begin, int size) throws BadLineException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(part, 0, size)).toString();
    } catch (CharacterCodingException e) {
      throw new BadLineException(begin, "this is not UTF-8");
    }
  }

  /** The byte here, or {@link #END} at the end of the line. */
  private int peek() throws BadLineException {
    if (at == body.length || body[at] == '\n') {
      return END;
    }
    checkLength();
    boolean lineEnd = body[at] == '\r' && (at + 1 == body.length || body[at + 1] == '\n');
    return lineEnd ? END : body[at] & 0xff;
  }

  private void checkLength() throws BadLineException {
    if (at - start >= LineProtocol.MAX_LINE) {
      throw new BadLineException(
          start, "a line has at most " + LineProtocol.MAX_LINE + " bytes; this one is longer");
    }
  }

  private boolean skip(char c) {
    boolean here = at < body.length && body[at] == c;
    if (here) {
      at++;
    }
    return here;
  }

  private void skipBlanks() {
    while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
      at++;
    }
  }

  private BadLineException bad(String reason) {
    return new BadLineException(at, reason);
  }
}
