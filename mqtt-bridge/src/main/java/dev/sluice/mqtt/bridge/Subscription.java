package dev.sluice.mqtt.bridge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks a broker for what is to come down, and tells what it would not send. */
record Subscription(DownRoutes routes, DownAccount account) {

  /** Asks over this connection; the answer comes later. */
  void ask(Session session) {
    List<String> filters = routes.filters();
    if (filters.isEmpty()) {
      account.subscription(routes.fault());
      return;
    }
    account.subscription("the broker has not answered the subscription yet");
    try {
      session.subscribe(filters, codes -> answered(filters, codes));
    } catch (IOException e) {
      account.subscription("the connection ended before anything was subscribed to");
    } catch (IllegalArgumentException e) {
      account.subscription(
          "the broker takes no such subscription: " + e.getMessage() + "; change down");
    }
  }

  private void answered(List<String> filters, List<Integer> codes) {
    List<String> refused = new ArrayList<>();
    String word = "";
    for (int i = 0; i < filters.size(); i++) {
      int code = i < codes.size() ? codes.get(i) : 0x80;
      if (code >= 0x80) {
        refused.add(filters.get(i));
        word = Reasons.word(code);
      }
    }
    if (refused.isEmpty()) {
      account.subscription(routes.fault());
      return;
    }
    account.subscription(
        "the broker does not let this gateway subscribe to "
            + String.join(", ", refused)
            + ": "
            + word
            + "; give it the right to, or change down");
  }
}
