package dev.sluice.transfer;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How an export writes readings: one after the other, so that any number streams. */
public enum ReadingFormat {
  /**
   * {@code time,signal,value,quality}, RFC 4180. A text is quoted also where it would be read as a
   * number or a truth value; of a message only what stands for it is written.
   */
  CSV("csv", "text/csv; charset=utf-8", "time,signal,value,quality\r\n") {
    @Override
    public void write(
        StringBuilder out, SignalId signal, @Nullable Value value, Quality quality, long time) {
      out.append(Instants.text(time)).append(',');
      cell(out, signal.toString(), false);
      out.append(',');
      switch (value) {
        case Value.Num num -> PlainValue.write(out, num.number());
        case Value.Bool bool -> out.append(bool.on());
        case Value.Text(String text) -> cell(out, text, PlainValue.needsQuotes(text));
        case Value.Message message -> cell(out, message.label(), false);
        case null -> {} // bad, without a value
      }
      out.append(',').append(QualityWords.level(quality)).append("\r\n");
    }
  },

  /**
   * A JSON object a line: {@code time}, {@code signal}, {@code value} (or {@code message}, with all
   * its bytes), {@code quality} and, unless it is good, its {@code reason}. Nothing is lost in it.
   */
  NDJSON("ndjson", "application/x-ndjson", "") {
    @Override
    public void write(
        StringBuilder out, SignalId signal, @Nullable Value value, Quality quality, long time) {
      out.append("{\"time\":\"").append(Instants.text(time)).append("\",\"signal\":");
      quote(out, signal.toString());
      if (value instanceof Value.Message message) {
        out.append(",\"message\":");
        message(out, message);
      } else {
        out.append(",\"value\":");
        switch (value) {
          case Value.Num num -> PlainValue.write(out, num.number());
          case Value.Bool bool -> out.append(bool.on());
          case Value.Text(String text) -> quote(out, text);
          case null, default -> out.append("null");
        }
      }
      out.append(",\"quality\":\"").append(QualityWords.level(quality)).append('"');
      if (!quality.reason().isEmpty()) {
        out.append(",\"reason\":\"").append(quality.reason()).append('"');
      }
      out.append("}\n");
    }
  };

  private final String word;
  private final String contentType;
  private final String head;

  ReadingFormat(String word, String contentType, String head) {
    this.word = word;
    this.contentType = contentType;
    this.head = head;
  }

  /** Its word, which is also how its files end. */
  public String word() {
    return word;
  }

  /** What stands in the Content-Type header. */
  public String contentType() {
    return contentType;
  }

  /** What comes before all readings. */
  public String head() {
    return head;
  }

  /**
   * Appends one reading.
   *
   * @param value null when it has none
   * @param time µs since 1970
   */
  public abstract void write(
      StringBuilder out, SignalId signal, @Nullable Value value, Quality quality, long time);

  private static void cell(StringBuilder out, String text, boolean inQuotes) {
    boolean plain = !inQuotes;
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c != ',' && c != '"' && c != '\n' && c != '\r';
    }
    if (plain) {
      out.append(text);
    } else {
      out.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }

  private static void message(StringBuilder out, Value.Message message) {
    out.append("{\"topic\":");
    quote(out, message.topic());
    out.append(",\"payload\":\"")
        .append(Base64.getEncoder().encodeToString(message.payload()))
        .append("\",\"qos\":")
        .append(message.qos())
        .append(",\"retain\":")
        .append(message.retain());
    byte[] properties = message.properties();
    if (properties != null) {
      out.append(",\"properties\":\"")
          .append(Base64.getEncoder().encodeToString(properties))
          .append('"');
    }
    out.append('}');
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}
