package dev.sluice.console.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;

/** Turns connections away beyond a cap. Lives on the event loop. */
final class Connections implements Handler<HttpConnection> {

  private final int most;
  private int open;

  Connections(int most) {
    this.most = most;
  }

  @Override
  public void handle(HttpConnection connection) {
    open++;
    connection.closeHandler(closed -> open--);
    if (open > most) {
      connection.close();
    }
  }
}
