package dev.sluice.console.api;

import dev.sluice.console.answer.Parameters;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.auth.Visitor;
import dev.sluice.gateway.Commands;
import dev.sluice.lineprotocol.LineProtocol;
import dev.sluice.lineprotocol.Parsed;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.transfer.SampleFormat;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Line protocol, CSV or newline-delimited JSON in. Answers only after every reading of the body is
 * on flash, or says which are not.
 */
public final class WriteApi {

  /** The largest body, as sent and after unpacking, in bytes. */
  public static final int MAX_BODY = 16 * 1024 * 1024;

  /** The most memory for all bodies at a time, in bytes. */
  private static final long BUDGET = 48L * 1024 * 1024;

  private static final int PATIENCE_SECONDS = 30;

  private final Commands commands;
  private final AtomicLong held = new AtomicLong();

  /** Packed bodies grow a thousandfold: few are unpacked at a time, the others wait. */
  private final Semaphore unpacking = new Semaphore(3);

  public WriteApi(Commands commands) {
    this.commands = commands;
  }

  /** Takes a body of lines, plain or gzip. */
  public void write(RoutingContext context) {
    HttpServerRequest request = context.request();
    Precision precision =
        precision(new Parameters(context.queryParams()).text("precision").orElse("ns"));
    String encoding = request.getHeader("Content-Encoding");
    boolean gzip = "gzip".equalsIgnoreCase(encoding);
    if (!gzip && encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw Problem.of(
          ProblemType.WRONG_CONTENT_TYPE, "The body may be packed with gzip, nothing else.");
    }
    SampleFormat format = format(request.getHeader("Content-Type"));
    String source = "http:" + Visitor.known(context).name();
    new Body(context, bytes -> store(context, bytes, gzip, new Text(format, precision), source))
        .read();
  }

  private void store(RoutingContext context, Buffer bytes, boolean gzip, Text text, String source) {
    Context eventLoop = context.vertx().getOrCreateContext();
    int size = bytes.length();
    Thread.ofVirtual()
        .name("http-write")
        .start(
            () -> {
              Runnable answer;
              try {
                if (gzip) {
                  takeUnpacked(bytes.getBytes(), text, source);
                } else {
                  take(bytes.getBytes(), text, source);
                }
                answer = () -> Reply.nothing(context);
              } catch (Exception e) {
                answer = () -> context.fail(e);
              } finally {
                held.addAndGet(-size);
              }
              Runnable last = answer;
              eventLoop.runOnContext(now -> last.run());
            });
  }

  private void takeUnpacked(byte[] packed, Text text, String source) throws Exception {
    if (!unpacking.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw Problem.later(ProblemType.BUSY, "Too many packed bodies arrive at the same time.", 2);
    }
    try {
      take(Gunzip.atMost(packed, MAX_BODY), text, source);
    } finally {
      unpacking.release();
    }
  }

  private void take(byte[] body, Text text, String source) throws Exception {
    LineWrite write = new LineWrite(commands.intake(), source);
    write.take(text.parse(body));
    write.finish();
  }

  /** How a body is written. */
  private record Text(SampleFormat format, Precision precision) {
    Parsed parse(byte[] body) throws Exception {
      return format == SampleFormat.LINE_PROTOCOL
          ? LineProtocol.parse(body, precision)
          : format.parse(body);
    }
  }

  /**
   * Line protocol has no content type of its own: whatever is not one of the others is taken for
   * it.
   */
  private static SampleFormat format(@Nullable String contentType) {
    String word = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return word.startsWith("text/csv")
        ? SampleFormat.CSV
        : word.startsWith("application/x-ndjson")
            ? SampleFormat.NDJSON
            : SampleFormat.LINE_PROTOCOL;
  }

  private static Precision precision(String word) {
    Precision precision = Precision.of(word.toLowerCase(Locale.ROOT).replace('µ', 'u'));
    if (precision == null) {
      throw Problem.at(ProblemType.BAD_QUERY, "precision", "'precision' must be ns, us, ms or s.");
    }
    return precision;
  }

  /** One body on its way in; all of them together stay within the budget. */
  private final class Body {
    private final RoutingContext context;
    private final java.util.function.Consumer<Buffer> whole;
    private Buffer soFar = Buffer.buffer();
    private boolean over;

    Body(RoutingContext context, java.util.function.Consumer<Buffer> whole) {
      this.context = context;
      this.whole = whole;
    }

    void read() {
      HttpServerRequest request = context.request();
      request.handler(this::more);
      request.exceptionHandler(broken -> drop());
      request.endHandler(
          end -> {
            if (!over) {
              over = true;
              whole.accept(soFar);
            }
          });
    }

    private void more(Buffer chunk) {
      if (over) {
        return; // read on and throw away, so that the client gets to see the answer
      }
      if (soFar.length() + chunk.length() > MAX_BODY) {
        refuse(Problem.of(ProblemType.TOO_LARGE, "A body has at most " + MAX_BODY + " bytes."));
      } else if (held.addAndGet(chunk.length()) > BUDGET) {
        held.addAndGet(-chunk.length());
        refuse(Problem.later(ProblemType.BUSY, "Too many bodies arrive at the same time.", 2));
      } else {
        soFar.appendBuffer(chunk);
      }
    }

    private void refuse(Problem problem) {
      drop();
      context.fail(problem);
    }

    private void drop() {
      if (!over) {
        over = true;
        held.addAndGet(-soFar.length());
        soFar = Buffer.buffer();
      }
    }
  }
}
