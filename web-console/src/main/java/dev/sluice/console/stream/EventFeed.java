package dev.sluice.console.stream;

import dev.sluice.console.answer.Parameters;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Gate;
import dev.sluice.console.auth.Visitor;
import dev.sluice.gateway.GatewayView;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Live values as server-sent events, for scripts. Ten times a second the whole table is looked
 * through once for all listeners; one that does not read misses values, but never the newest. Lives
 * on the event loop.
 */
public final class EventFeed {

  private static final long TICK_MILLIS = 100;
  private static final int BEAT_TICKS = 100;
  private static final int MAX_SIGNALS = 1000;

  private final Vertx vertx;
  private final GatewayView view;
  private final Gate gate;
  private final Seats seats;
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private @Nullable Reading[] seen = new Reading[0]; // the last reading told, by signal
  private long timer = -1;
  private long tick;

  public EventFeed(Vertx vertx, GatewayView view, Gate gate, Seats seats) {
    this.vertx = vertx;
    this.view = view;
    this.gate = gate;
    this.seats = seats;
  }

  private record Changed(Signal signal, Reading reading, String text) {}

  /** Answers with the last values, then with every change, until the listener goes. */
  public void open(RoutingContext context) {
    Caller caller = Visitor.known(context);
    Gate.refuseForeign(context.request());
    Set<SignalId> only = filter(new Parameters(context.queryParams()).all("signal"));
    seats.take(caller);
    HttpServerResponse response = context.response();
    response.setChunked(true);
    response.putHeader("Content-Type", "text/event-stream");
    response.putHeader("X-Accel-Buffering", "no");
    Listener listener = new Listener(response, caller, only);
    response.closeHandler(gone -> leave(listener));
    response.exceptionHandler(broken -> leave(listener));
    if (listeners.isEmpty()) {
      changes(); // so that the first tick tells only what is new then
      timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }
    listeners.add(listener);
    response.write(": live readings\n\n" + last(only));
  }

  private static Set<SignalId> filter(List<String> ids) {
    if (ids.size() > MAX_SIGNALS) {
      throw Problem.at(
          ProblemType.BAD_QUERY, "signal", "At most " + MAX_SIGNALS + " signals can be named.");
    }
    Set<SignalId> only = new HashSet<>();
    for (String id : ids) {
      try {
        only.add(SignalId.parse(id));
      } catch (IllegalArgumentException e) {
        throw Problem.at(
            ProblemType.BAD_QUERY, "signal", "'signal' is wrong: " + e.getMessage() + ".");
      }
    }
    return only;
  }

  private String last(Set<SignalId> only) {
    StringBuilder text = new StringBuilder();
    for (Signal signal : view.signals().sorted()) {
      Reading reading = view.live().last(signal.index());
      if (reading != null && (only.isEmpty() || only.contains(signal.id()))) {
        text.append(Frames.event(signal, reading));
      }
    }
    return text.toString();
  }

  private void leave(Listener listener) {
    if (listeners.remove(listener)) {
      seats.leave(listener.caller);
      if (listeners.isEmpty()) {
        vertx.cancelTimer(timer);
      }
    }
  }

  private void tick() {
    tick++;
    List<Changed> changes = changes();
    StringBuilder whole = new StringBuilder();
    changes.forEach(change -> whole.append(change.text()));
    String all = whole.toString();
    for (Listener listener : List.copyOf(listeners)) {
      listener.tell(changes, all);
      if (tick % BEAT_TICKS == 0) {
        listener.beat();
      }
    }
  }

  private List<Changed> changes() {
    int indices = view.signals().indices();
    if (seen.length < indices) {
      seen = Arrays.copyOf(seen, Math.max(indices, 2 * seen.length));
    }
    List<Changed> changes = new ArrayList<>();
    for (int index = 0; index < indices; index++) {
      Reading reading = view.live().last(index);
      if (reading == null || reading.equals(seen[index])) {
        continue;
      }
      seen[index] = reading;
      Signal signal = view.signals().at(index);
      if (signal != null) {
        changes.add(new Changed(signal, reading, Frames.event(signal, reading)));
      }
    }
    return changes;
  }

  /** Ends the feeds whose session or token has ended. */
  public void review() {
    for (Listener listener : List.copyOf(listeners)) {
      if (gate.again(listener.caller, true).isEmpty()) {
        leave(listener);
        listener.response.end();
      }
    }
  }

  /** One who listens; of what it missed only the signals are remembered. */
  private final class Listener {
    private final HttpServerResponse response;
    private final Caller caller;
    private final Set<SignalId> only;
    private final BitSet missed = new BitSet();

    Listener(HttpServerResponse response, Caller caller, Set<SignalId> only) {
      this.response = response;
      this.caller = caller;
      this.only = only;
    }

    void tell(List<Changed> changes, String all) {
      if (response.closed() || response.ended()) {
        return;
      }
      if (response.writeQueueFull()) {
        changes.stream().filter(this::wanted).forEach(c -> missed.set(c.signal().index()));
        return;
      }
      if (only.isEmpty() && missed.isEmpty()) {
        write(all);
        return;
      }
      StringBuilder text = new StringBuilder();
      for (Changed change : changes) {
        if (wanted(change)) {
          text.append(change.text());
          missed.clear(change.signal().index());
        }
      }
      missed.stream()
          .forEach(
              index -> {
                Signal signal = view.signals().at(index);
                Reading reading = view.live().last(index);
                if (signal != null && reading != null) {
                  text.append(Frames.event(signal, reading));
                }
              });
      missed.clear();
      write(text.toString());
    }

    void beat() {
      if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
        write(": beat\n\n");
      }
    }

    private boolean wanted(Changed change) {
      return only.isEmpty() || only.contains(change.signal().id());
    }

    private void write(String text) {
      if (!text.isEmpty()) {
        response.write(text);
      }
    }
  }
}
