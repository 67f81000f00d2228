package dev.sluice.console.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered as asked: thrown by handlers, written as a problem document
 * (RFC 9457).
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final String detail;
  private final @Nullable String field;
  private final int retryAfterSeconds;
  private final transient @Nullable Extra extra;

  /** Members of a problem document beyond the usual ones. */
  @FunctionalInterface
  public interface Extra {
    void write(JsonGenerator json) throws IOException;
  }

  private Problem(
      ProblemType type,
      String detail,
      @Nullable String field,
      int retryAfterSeconds,
      @Nullable Extra extra) {
    super(type.word() + ": " + detail, null, false, false);
    this.type = type;
    this.detail = detail;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
    this.extra = extra;
  }

  /**
   * A problem.
   *
   * @param detail what is wrong in this case, in one sentence; the type's remedy is added
   */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, null, 0, null);
  }

  /** A problem with one query parameter or member of the body. */
  public static Problem at(ProblemType type, String field, String detail) {
    return new Problem(type, detail, field, 0, null);
  }

  /** A problem that time may solve. */
  public static Problem later(ProblemType type, String detail, int retryAfterSeconds) {
    return new Problem(type, detail, null, retryAfterSeconds, null);
  }

  /** The same problem with more members. */
  public Problem with(Extra more) {
    return new Problem(type, detail, field, retryAfterSeconds, more);
  }

  public ProblemType type() {
    return type;
  }

  /** Seconds to wait before another try, 0 = does not apply. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** The problem document. */
  public Buffer document() {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", type.uri());
          json.writeStringField("title", type.title());
          json.writeNumberField("status", type.status());
          json.writeStringField(
              "detail", detail.isEmpty() ? type.remedy() : detail + " " + type.remedy());
          if (field != null) {
            json.writeStringField("field", field);
          }
          if (extra != null) {
            extra.write(json);
          }
          json.writeEndObject();
        });
  }
}
