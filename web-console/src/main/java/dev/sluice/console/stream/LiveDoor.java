package dev.sluice.console.stream;

import dev.sluice.console.answer.JsonMembers;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Gate;
import dev.sluice.console.auth.Visitor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** Lets viewers into the live stream and hears what they ask for. */
public final class LiveDoor {

  /** Close code: what the viewer sent is not JSON. */
  private static final short NOT_UNDERSTOOD = 1003;

  /** Close code: what the viewer sent is JSON, but asks for nothing there is. */
  private static final short BAD_REQUEST = 4400;

  private static final int MAX_CHANNELS = 16;
  private static final int MAX_HZ = 50;
  private static final int MAX_MESSAGES = 30;
  private static final long MESSAGE_WINDOW_MILLIS = 10_000;

  private final Vertx vertx;
  private final LiveStream stream;
  private final Seats seats;

  public LiveDoor(Vertx vertx, LiveStream stream, Seats seats) {
    this.vertx = vertx;
    this.stream = stream;
    this.seats = seats;
  }

  /** Turns the request into a WebSocket. */
  public void open(RoutingContext context) {
    HttpServerRequest request = context.request();
    Caller caller = Visitor.known(context);
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      throw Problem.of(ProblemType.BAD_QUERY, "This address speaks WebSocket only.");
    }
    if (caller.session() != null && request.getHeader("Origin") == null) {
      throw Problem.of(ProblemType.FOREIGN_ORIGIN, "A session needs an Origin header here.");
    }
    Gate.refuseForeign(request);
    seats.take(caller);
    request
        .toWebSocket()
        .onSuccess(socket -> welcome(socket, request, caller))
        .onFailure(refused -> seats.leave(caller));
  }

  private void welcome(ServerWebSocket socket, HttpServerRequest request, Caller caller) {
    LiveClient client = new LiveClient(socket, request.connection(), caller);
    Messages messages = new Messages(client);
    long window = vertx.setPeriodic(MESSAGE_WINDOW_MILLIS, id -> messages.count = 0);
    socket.textMessageHandler(messages::hear);
    socket.binaryMessageHandler(
        bytes -> stream.close(client, NOT_UNDERSTOOD, "messages are JSON texts"));
    socket.exceptionHandler(broken -> {}); // the close handler follows
    socket.closeHandler(
        closed -> {
          vertx.cancelTimer(window);
          seats.leave(caller);
          stream.leave(client);
        });
    if (socket.isClosed()) {
      return;
    }
    stream.join(client);
  }

  /** What one viewer says. */
  private final class Messages {
    private final LiveClient client;
    private int count;

    Messages(LiveClient client) {
      this.client = client;
    }

    void hear(String text) {
      count++;
      if (count > MAX_MESSAGES) {
        stream.close(client, BAD_REQUEST, "too many messages");
        return;
      }
      if (!text.startsWith("{")) {
        stream.close(client, NOT_UNDERSTOOD, "messages are JSON objects");
        return;
      }
      try {
        JsonMembers message = JsonMembers.read(Buffer.buffer(text), Set.of("type", "ch", "hz"));
        if (!message.text("type").equals("sub")) {
          stream.close(client, BAD_REQUEST, "the only message is sub");
          return;
        }
        List<String> channels = message.texts("ch");
        if (channels.size() > MAX_CHANNELS) {
          stream.close(client, BAD_REQUEST, "at most " + MAX_CHANNELS + " channels");
          return;
        }
        int hz = message.whole("hz", 1, MAX_HZ, LiveStream.HZ);
        stream.subscribe(client, channels.stream().distinct().map(ChannelName::parse).toList(), hz);
      } catch (Problem problem) {
        stream.close(client, BAD_REQUEST, reason(problem));
      }
    }

    private static String reason(Problem problem) {
      String message = String.valueOf(problem.getMessage());
      return message.length() > 100 ? message.substring(0, 100) : message;
    }
  }
}
