package dev.sluice.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a running gateway over HTTP, with a token of its own. */
final class Console {

  private static final Pattern PENDING = Pattern.compile("\"pending\":(\\d+)");

  private final Subject sluice;
  private final String token;

  /**
   * Makes a token.
   *
   * @param home the product's folder
   * @param folder where the gateway has its configuration and data
   */
  Console(Subject sluice, Path home, Path folder) throws IOException, InterruptedException {
    this.sluice = sluice;
    this.token = make(home, folder);
  }

  /** The token, which has all rights. */
  String token() {
    return token;
  }

  private static String make(Path home, Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                home.resolve("bin/sluice").toString(),
                "token",
                "create",
                "--role",
                "admin",
                "--config",
                folder.resolve("sluice.yaml").toString(),
                "--data",
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("no token: " + text);
    }
    return text.strip().lines().reduce((a, b) -> b).orElseThrow();
  }

  /** The body of an answer. */
  String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sluice.httpPort() + path))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
      }
      return response.body();
    }
  }

  /** The meters of this moment. */
  Meters meters() throws IOException, InterruptedException {
    return Meters.of(get("/metrics"));
  }

  /** How many readings the only uplink has not dealt with. */
  long pending() throws IOException, InterruptedException {
    String uplinks = get("/api/v1/uplinks");
    Matcher matcher = PENDING.matcher(uplinks);
    if (!matcher.find()) {
      throw new IOException("no uplink is pending in " + uplinks);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** A page of Prometheus text. */
  record Meters(Map<String, Double> values) {
    static Meters of(String page) {
      Map<String, Double> values = new LinkedHashMap<>();
      page.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                int space = line.lastIndexOf(' ');
                values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
              });
      return new Meters(values);
    }

    double value(String name) {
      Double value = values.get(name);
      if (value == null) {
        throw new IllegalStateException("no meter is called " + name + " in " + values.keySet());
      }
      return value;
    }

    /** The sum of all meters whose name and labels begin like this. */
    double sum(String prefix) {
      return values.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(prefix))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    }
  }
}
