package dev.sluice.console.answer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends answers. */
public final class Reply {

  /** The content type of JSON. */
  public static final String JSON = "application/json";

  private Reply() {}

  /** 200 with JSON. */
  public static void json(RoutingContext context, Buffer json) {
    json(context, 200, json);
  }

  /** JSON with a status. */
  public static void json(RoutingContext context, int status, Buffer json) {
    HttpServerResponse response = context.response();
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).putHeader("Content-Type", JSON).end(json);
    }
  }

  /** 200 with the JSON that is being made. */
  public static void json(RoutingContext context, Future<Buffer> json) {
    json.onSuccess(made -> json(context, made)).onFailure(context::fail);
  }

  /** 204. */
  public static void nothing(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(204).end();
    }
  }
}
