package dev.sluice.console.api;

import dev.sluice.console.answer.Parameters;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.auth.Visitor;
import dev.sluice.gateway.Commands;
import dev.sluice.lineprotocol.LineProtocol;
import dev.sluice.lineprotocol.Precision;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Line protocol in. Answers only after every reading of the body is on flash, or says which are
 * not.
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
    String source = "http:" + Visitor.known(context).name();
    new Body(context, bytes -> store(context, bytes, gzip, precision, source)).read();
  }

  private void store(
      RoutingContext context, Buffer bytes, boolean gzip, Precision precision, String source) {
    Context eventLoop = context.vertx().getOrCreateContext();
    int size = bytes.length();
    Thread.ofVirtual()
        .name("http-write")
        .start(
            () -> {
              Runnable answer;
              try {
                if (gzip) {
                  takeUnpacked(bytes.getBytes(), precision, source);
                } else {
                  take(bytes.getBytes(), precision, source);
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

  private void takeUnpacked(byte[] packed, Precision precision, String source) throws Exception {
    if (!unpacking.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw Problem.later(ProblemType.BUSY, "Too many packed bodies arrive at the same time.", 2);
    }
    try {
      take(Gunzip.atMost(packed, MAX_BODY), precision, source);
    } finally {
      unpacking.release();
    }
  }

  private void take(byte[] text, Precision precision, String source) throws Exception {
    LineWrite write = new LineWrite(commands.intake(), source);
    write.take(LineProtocol.parse(text, precision));
    write.finish();
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
