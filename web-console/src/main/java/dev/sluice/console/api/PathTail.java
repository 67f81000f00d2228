package dev.sluice.console.api;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.model.SignalId;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The id at the end of a path. Ids hold slashes; they may come plain or percent-encoded. Read from
 * the path as it was sent, so that nothing in an id is taken for a dot segment.
 */
final class PathTail {

  private PathTail() {}

  /** What stands between the first occurrence of {@code before} and the end, or {@code after}. */
  static String of(RoutingContext context, String before, String after) {
    String path = context.request().path();
    if (path == null) {
      throw Problem.of(ProblemType.NOT_FOUND, "");
    }
    int start = path.indexOf(before);
    int end = path.length() - after.length();
    if (start < 0 || start + before.length() >= end || !path.endsWith(after)) {
      throw Problem.of(ProblemType.NOT_FOUND, "");
    }
    try {
      String tail = path.substring(start + before.length(), end).replace("+", "%2B");
      return URLDecoder.decode(tail, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemType.NOT_FOUND, "The address holds a broken percent-encoding.");
    }
  }

  /** The signal id there. */
  static SignalId signal(RoutingContext context, String after) {
    String id = of(context, "/signals/", after);
    try {
      return SignalId.parse(id);
    } catch (IllegalArgumentException e) {
      throw unknown(id);
    }
  }

  static Problem unknown(String id) {
    return Problem.of(ProblemType.UNKNOWN_SIGNAL, "No signal has the id '" + id + "'.");
  }
}
