package dev.sluice.console.stream;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.gateway.GatewayView;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which signals a channel carries: {@code signals}, {@code signals?q=…&after=…&limit=…}, {@code
 * device:ID} or {@code signal:ID}.
 *
 * @param text as the viewer wrote it, which is how frames name it
 * @param prefix {@code device:}, {@code signal:} or empty
 * @param id the device or signal, empty for pages
 * @param q text that ids or names must contain, in lower case, empty = any
 * @param after the id that a page begins behind, or null
 */
record ChannelName(
    String text, String prefix, String id, String q, @Nullable SignalId after, int limit) {

  /** The most signals in one channel. */
  static final int MAX_SIGNALS = 500;

  private static final int LONGEST = 2200;

  /**
   * The signals a channel carries now.
   *
   * @param next true if more match than fit
   */
  record Members(List<Signal> signals, boolean next) {}

  /**
   * Reads a name.
   *
   * @throws Problem if no channel is called that
   */
  static ChannelName parse(String text) {
    if (text.length() > LONGEST) {
      throw bad("it is too long");
    }
    for (String prefix : List.of("device:", "signal:")) {
      if (text.startsWith(prefix)) {
        String id = text.substring(prefix.length());
        if (prefix.equals("signal:")) {
          cursor(id);
        }
        return new ChannelName(text, prefix, id, "", null, MAX_SIGNALS);
      }
    }
    if (text.equals("signals") || text.startsWith("signals?")) {
      return page(text);
    }
    throw bad("channels are signals, signals?q=&after=&limit=, device:ID and signal:ID");
  }

  private static ChannelName page(String text) {
    Map<String, List<String>> query;
    try {
      query = new QueryStringDecoder(text).parameters();
    } catch (IllegalArgumentException e) {
      throw bad("its percent-encoding is broken");
    }
    String q = "";
    SignalId after = null;
    int limit = MAX_SIGNALS;
    for (Map.Entry<String, List<String>> each : query.entrySet()) {
      String value = each.getValue().getLast();
      switch (each.getKey()) {
        case "q" -> q = value.toLowerCase(Locale.ROOT);
        case "after" -> after = value.isEmpty() ? null : cursor(value);
        case "limit" -> limit = limit(value);
        default -> throw bad("it has no parameter '" + each.getKey() + "'");
      }
    }
    return new ChannelName(text, "", "", q, after, limit);
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_SIGNALS) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw bad("its limit is 1 to " + MAX_SIGNALS);
  }

  private static SignalId cursor(String text) {
    try {
      return SignalId.parse(text);
    } catch (IllegalArgumentException e) {
      throw bad("a signal id is device/name");
    }
  }

  private static Problem bad(String why) {
    return Problem.at(ProblemType.BAD_BODY, "ch", "No such channel: " + why + ".");
  }

  /** The signals it carries now. */
  Members members(List<Signal> sorted, GatewayView view) {
    if (prefix.equals("signal:")) {
      Signal signal = view.signals().find(SignalId.parse(id));
      return new Members(signal == null ? List.of() : List.of(signal), false);
    }
    List<Signal> members = new ArrayList<>();
    for (Signal signal : sorted) {
      if (matches(signal, view)) {
        if (members.size() == limit) {
          return new Members(members, true);
        }
        members.add(signal);
      }
    }
    return new Members(members, false);
  }

  private boolean matches(Signal signal, GatewayView view) {
    if (prefix.equals("device:")) {
      return signal.id().device().equals(id);
    }
    return (after == null || signal.id().compareTo(after) > 0)
        && (q.isEmpty()
            || signal.id().toString().toLowerCase(Locale.ROOT).contains(q)
            || view.presentation(signal).name().toLowerCase(Locale.ROOT).contains(q));
  }
}
