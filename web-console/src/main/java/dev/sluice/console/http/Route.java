package dev.sluice.console.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One route of the API: where it is, who may use it, who answers, and how it is documented.
 *
 * @param path with {@code {id}} for an id that may hold slashes
 * @param takes the schema of its JSON body, null if it has none
 * @param bodyNeeded false if the body may be left out
 * @param streamed true if the handler reads the body itself
 * @param answers by status: what comes back
 */
record Route(
    HttpMethod method,
    String path,
    Need need,
    Handler<RoutingContext> handler,
    String summary,
    List<Parameter> parameters,
    @Nullable String takes,
    boolean bodyNeeded,
    boolean streamed,
    Map<Integer, Returned> answers) {

  /**
   * A query parameter.
   *
   * @param schema its JSON schema
   * @param repeated true if it may stand several times
   */
  record Parameter(String name, String schema, boolean required, boolean repeated, String help) {}

  /**
   * What an answer holds.
   *
   * @param contentType null for an answer without a body
   * @param schema the name of a JSON schema, or null for anything else than JSON
   */
  record Returned(String help, @Nullable String contentType, @Nullable String schema) {}

  /** A route that takes nothing and answers nothing yet. */
  static Route route(
      HttpMethod method, String path, Need need, Handler<RoutingContext> handler, String summary) {
    return new Route(method, path, need, handler, summary, List.of(), null, true, false, Map.of());
  }

  Route query(String name, String schema, String help) {
    return with(new Parameter(name, schema, false, false, help));
  }

  Route queryNeeded(String name, String schema, String help) {
    return with(new Parameter(name, schema, true, true, help));
  }

  Route queryRepeated(String name, String schema, String help) {
    return with(new Parameter(name, schema, false, true, help));
  }

  private Route with(Parameter parameter) {
    List<Parameter> more = new ArrayList<>(parameters);
    more.add(parameter);
    return new Route(
        method,
        path,
        need,
        handler,
        summary,
        List.copyOf(more),
        takes,
        bodyNeeded,
        streamed,
        answers);
  }

  /** It takes a JSON body with this schema. */
  Route takes(String schema) {
    return new Route(
        method, path, need, handler, summary, parameters, schema, true, false, answers);
  }

  /** It takes a JSON body with this schema, or none. */
  Route mayTake(String schema) {
    return new Route(
        method, path, need, handler, summary, parameters, schema, false, false, answers);
  }

  /** Its handler reads the body itself. */
  Route streams() {
    return new Route(method, path, need, handler, summary, parameters, null, true, true, answers);
  }

  /** It answers JSON with this schema. */
  Route json(int status, String help, String schema) {
    return returns(status, new Returned(help, "application/json", schema));
  }

  /** It answers something else than JSON. */
  Route other(int status, String help, String contentType) {
    return returns(status, new Returned(help, contentType, null));
  }

  /** It answers without a body. */
  Route nothing(int status, String help) {
    return returns(status, new Returned(help, null, null));
  }

  private Route returns(int status, Returned returned) {
    Map<Integer, Returned> more = new TreeMap<>(answers);
    more.put(status, returned);
    return new Route(
        method, path, need, handler, summary, parameters, takes, bodyNeeded, streamed, more);
  }

  /** True if the path ends in an id. */
  boolean hasId() {
    return path.contains("{id}");
  }

  /** The path as a regular expression. */
  String pattern() {
    StringBuilder pattern = new StringBuilder("^");
    for (String part : path.split("(?=\\{id})|(?<=\\{id})", -1)) {
      pattern.append(part.equals("{id}") ? ".+" : java.util.regex.Pattern.quote(part));
    }
    return pattern.append('$').toString();
  }
}
