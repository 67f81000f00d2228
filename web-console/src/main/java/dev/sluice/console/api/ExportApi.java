package dev.sluice.console.api;

import dev.sluice.console.answer.EventLoop;
import dev.sluice.console.answer.Parameters;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Times;
import dev.sluice.gateway.GatewayView;
import dev.sluice.history.ReadingSink;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.transfer.ReadingFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every reading of a range, as CSV or as newline-delimited JSON. Each export has a virtual thread
 * that waits for the client, so memory stays bounded however large the range and however slow the
 * client.
 */
public final class ExportApi {

  private static final Logger log = LoggerFactory.getLogger(ExportApi.class);
  private static final int EXPORTS_AT_ONCE = 4;
  private static final int CHUNK = 32 * 1024;
  private static final int PATIENCE_SECONDS = 60;

  private final GatewayView view;
  private final Semaphore exports = new Semaphore(EXPORTS_AT_ONCE);

  public ExportApi(GatewayView view) {
    this.view = view;
  }

  /** Streams {@code time,signal,value,quality}. */
  public void csv(RoutingContext context) {
    export(context, ReadingFormat.CSV);
  }

  /** Streams one JSON object for each reading. */
  public void ndjson(RoutingContext context) {
    export(context, ReadingFormat.NDJSON);
  }

  private void export(RoutingContext context, ReadingFormat format) {
    Parameters parameters = new Parameters(context.queryParams());
    List<SignalId> signals = HistoryApi.signals(parameters);
    long from = parameters.time("from", Long.MIN_VALUE);
    long to = parameters.time("to", Long.MAX_VALUE);
    HistoryApi.refuseBackwards(from, to);
    if (!exports.tryAcquire()) {
      throw Problem.later(
          ProblemType.BUSY, EXPORTS_AT_ONCE + " exports are already under way.", 10);
    }
    HttpServerResponse response = context.response();
    response.setChunked(true);
    response.putHeader("Content-Type", format.contentType());
    response.putHeader(
        "Content-Disposition",
        "attachment; filename=\"" + fileName(signals, to) + "." + format.word() + "\"");
    Rows rows = new Rows(context, format);
    Thread.ofVirtual()
        .name("export")
        .start(
            () -> {
              try {
                rows.begin();
                view.export(signals, from, to, rows);
                rows.finish();
              } catch (Exception e) {
                rows.breakOff(e);
              } finally {
                exports.release();
              }
            });
  }

  /** What a browser calls the file: {@code boiler_gas_2026-11-24}, by the range's last day. */
  private String fileName(List<SignalId> signals, long to) {
    String what = signals.size() == 1 ? signals.getFirst().toString() : "history";
    String plain = what.replaceAll("[^\\p{Alnum}._-]+", "_").replaceAll("^[._]+|[._]+$", "");
    String name = plain.isEmpty() ? "history" : plain.substring(0, Math.min(plain.length(), 80));
    long last = Math.min(to - 1, view.clock().micros());
    return name + "_" + Times.day(Math.max(0, last), view.timezone());
  }

  /** Rows on their way to one client. Used by the export's thread alone. */
  private static final class Rows implements ReadingSink {

    private final EventLoop eventLoop;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final ReadingFormat format;
    private StringBuilder chunk = new StringBuilder(CHUNK + 1024);

    Rows(RoutingContext context, ReadingFormat format) {
      this.format = format;
      this.eventLoop = EventLoop.of(context);
      this.response = context.response();
      this.connection = context.request().connection();
    }

    @Override
    public void reading(SignalId signal, @Nullable Value value, Quality quality, long time)
        throws IOException {
      format.write(chunk, signal, value, quality, time);
      if (chunk.length() >= CHUNK) {
        send();
      }
    }

    void begin() {
      chunk.append(format.head());
    }

    /** Hands the chunk to the event loop and waits until the client has room for the next. */
    private void send() throws IOException {
      Buffer bytes = Buffer.buffer(chunk.toString());
      chunk = new StringBuilder(CHUNK + 1024);
      CompletableFuture<@Nullable Void> room = new CompletableFuture<>();
      boolean running =
          eventLoop.run(
              () -> {
                if (response.closed()) {
                  room.completeExceptionally(new IOException("the client went away"));
                } else {
                  response
                      .write(bytes)
                      .onSuccess(written -> room.complete(null))
                      .onFailure(room::completeExceptionally);
                }
              });
      if (!running) {
        throw new IOException("the console is stopping");
      }
      try {
        room.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("the client does not read", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    void finish() throws IOException {
      send();
      eventLoop.run(
          () -> {
            if (!response.closed()) {
              response.end();
            }
          });
    }

    /** Cuts the connection: a half file must not look like a whole one. */
    void breakOff(Exception cause) {
      log.info("An export was broken off: {}", cause.toString());
      eventLoop.run(
          () -> {
            if (!response.closed() && !response.reset()) {
              connection.close();
            }
          });
    }
  }
}
