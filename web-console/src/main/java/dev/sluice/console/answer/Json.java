package dev.sluice.console.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.model.Value;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON as the console writes it: streamed, whole numbers without a point, nothing for a gap. */
public final class Json {

  /** Reads with caps: a hostile body cannot nest, or grow, without bound. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(64 * 1024)
                  .maxNumberLength(400)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final double EXACT = 1L << 53;

  private Json() {}

  /** Writes one JSON text. */
  @FunctionalInterface
  public interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** One JSON text as bytes. */
  public static Buffer write(Content content) {
    Buffer buffer = Buffer.buffer(512);
    try (JsonGenerator json = FACTORY.createGenerator(new BufferStream(buffer))) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory does not fail", e);
    }
    return buffer;
  }

  /** A finite number without needless digits, or null for NaN and infinities. */
  public static void number(JsonGenerator json, double number) throws IOException {
    if (isWhole(number)) {
      json.writeNumber((long) number);
    } else if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeNull();
    }
  }

  /** A value in its own type, or null. */
  public static void value(JsonGenerator json, @Nullable Value value) throws IOException {
    switch (value) {
      case Value.Num num -> number(json, num.number());
      case Value.Bool bool -> json.writeBoolean(bool.on());
      case Value.Text text -> json.writeString(text.text());
      case Value.Message message -> json.writeString(message.label());
      case null -> json.writeNull();
    }
  }

  /** A string member, or null. */
  public static void text(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, text);
    }
  }

  /** The same as {@link #value(JsonGenerator, Value)}, for frames built by hand. */
  public static void value(StringBuilder json, @Nullable Value value) {
    switch (value) {
      case Value.Num num -> {
        if (isWhole(num.number())) {
          json.append((long) num.number());
        } else {
          json.append(num.number());
        }
      }
      case Value.Bool bool -> json.append(bool.on());
      case Value.Text text -> quote(json, text.text());
      case Value.Message message -> quote(json, message.label());
      case null -> json.append("null");
    }
  }

  /** A JSON string with its quotes. */
  public static void quote(StringBuilder json, String text) {
    json.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    json.append('"');
  }

  private static boolean isWhole(double number) {
    return number == Math.rint(number) && Math.abs(number) <= EXACT;
  }

  /** Lets a generator write straight into a buffer. */
  private static final class BufferStream extends OutputStream {
    private final Buffer buffer;

    BufferStream(Buffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public void write(int b) {
      buffer.appendByte((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      buffer.appendBytes(bytes, offset, length);
    }
  }
}
