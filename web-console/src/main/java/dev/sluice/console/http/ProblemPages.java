package dev.sluice.console.http;

import dev.sluice.console.answer.ProblemType;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** A small page behind every problem type, so that its URI leads somewhere. */
final class ProblemPages {

  private ProblemPages() {}

  static void mount(Router router) {
    router.get("/problems/:word").handler(ProblemPages::show);
  }

  private static void show(RoutingContext context) {
    Optional<ProblemType> type =
        Optional.ofNullable(context.pathParam("word")).flatMap(ProblemType::ofWord);
    if (type.isEmpty()) {
      context.next();
      return;
    }
    context
        .response()
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Cache-Control", "no-cache")
        .end(
            """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%1$s</title></head>
            <body><main><h1>%1$s</h1><p>%2$s</p><p>HTTP status %3$d, type <code>%4$s</code></p></main></body>
            </html>
            """
                .formatted(
                    type.get().title(),
                    type.get().remedy(),
                    type.get().status(),
                    type.get().uri()));
  }
}
