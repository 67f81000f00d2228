package dev.sluice.app;

import dev.sluice.config.ConsoleSection;
import dev.sluice.state.Accounts;
import java.util.ArrayList;
import java.util.List;

/** What a person should see once the gateway is up: where the console is, and how to claim it. */
final class Welcome {

  private Welcome() {}

  /** The sentences to log, in order. */
  static List<String> sentences(ConsoleSection console, Accounts accounts) {
    List<String> sentences = new ArrayList<>();
    for (ConsoleSection.Listen listen : console.listen()) {
      sentences.add("The console is at " + address(listen));
    }
    accounts
        .setupCode()
        .ifPresent(
            code ->
                sentences.add(
                    "This gateway has no owner yet: open the console and claim it with the code "
                        + code));
    return sentences;
  }

  private static String address(ConsoleSection.Listen listen) {
    boolean everywhere = listen.bind().equals("0.0.0.0") || listen.bind().equals("::");
    String host = everywhere ? "localhost" : listen.bind();
    return (listen.tls() ? "https://" : "http://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + listen.port()
        + "/"
        + (everywhere ? " (and at every address of this machine)" : "");
  }
}
