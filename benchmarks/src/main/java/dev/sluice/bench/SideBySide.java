package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All measurements of the ingest path, beside mosquitto and HiveMQ CE alone; prints Markdown for
 * docs/performance.md.
 *
 * <p>Arguments: the product's folder, a folder to work in on a real disk, and the names of the
 * measurements wanted (all if none): ingest, latency, start, memory, screen.
 */
public final class SideBySide {

  private static final int PUBLISHERS = 50;
  private static final int WINDOW = 16;
  private static final int ROUNDS = 5;
  private static final int READINGS = 4;

  private final Path home;
  private final Path work;
  private final PrintStream out;

  private SideBySide(Path home, Path work, PrintStream out) {
    this.home = home;
    this.work = work;
    this.out = out;
  }

  /** Runs what is asked for. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<String> wanted =
        args.length > 2
            ? List.of(args).subList(2, args.length)
            : List.of("ingest", "latency", "start", "memory", "screen");
    Path work = Files.createTempDirectory(Path.of(args[1]), "bench-");
    SideBySide bench =
        new SideBySide(
            Path.of(args[0]).toAbsolutePath(),
            work,
            new PrintStream(System.out, true, StandardCharsets.UTF_8));
    for (String name : wanted) {
      switch (name) {
        case "ingest" -> bench.ingest();
        case "alone" -> bench.alone();
        case "latency" -> bench.latency();
        case "start" -> bench.start();
        case "memory" -> bench.memory();
        case "screen" -> bench.screen();
        default -> throw new IllegalArgumentException("no measurement is called " + name);
      }
    }
  }

  /** One subject's rounds. */
  private static final class Rounds {
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> p50 = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();

    void add(MqttLoad.Result result, double cpuPerMessage) {
      rates.add(result.rate());
      cpu.add(cpuPerMessage);
      p50.add(result.p50());
      p99.add(result.p99());
    }
  }

  private void ingest() throws Exception {
    Map<String, Rounds> table = new LinkedHashMap<>();
    try (Subject mosquitto = Subject.mosquitto(work.resolve("mosquitto"));
        Subject bare = Subject.bareHiveMq(work.resolve("hivemq"));
        Subject sluice = Subject.sluice(home, work.resolve("sluice"), "0ms")) {
      List<Subject> subjects = List.of(mosquitto, bare, sluice);
      for (Subject subject : subjects) {
        subject.awaitConnack();
      }
      String token = token(work.resolve("sluice"));
      long acked = 0;
      for (int round = 0; round <= ROUNDS; round++) {
        for (Subject subject : subjects) {
          boolean taken = subject == mosquitto;
          try (MqttLoad load = new MqttLoad(subject.port(), PUBLISHERS, WINDOW)) {
            Taker taker = taken ? new Taker(subject.port()) : null;
            // The first round is long and not counted: it warms the JVMs.
            load.flatOut(round == 0 ? 10_000 : 1_000, 0);
            long cpu = subject.cpuMicros();
            long before = taker == null ? 0 : taker.taken();
            MqttLoad.Result result = load.flatOut(0, 4_000);
            long used = subject.cpuMicros() - cpu;
            if (taker != null) {
              // A store behind a broker has a message only once the broker has delivered it.
              long delivered = taker.taken() - before;
              result =
                  new MqttLoad.Result(
                      Math.min(result.acked(), delivered),
                      result.nanos(),
                      result.p50(),
                      result.p99());
            }
            load.drain();
            if (taker != null) {
              taker.close();
            }
            if (round > 0) {
              table
                  .computeIfAbsent(subject.name(), key -> new Rounds())
                  .add(result, (double) used / result.acked());
            }
            acked = result.acked();
          }
        }
      }
      if (acked == 0) {
        throw new IOException("nothing was acknowledged");
      }
      out.println("\n### Durable ingest, 50 publishers × 16 in flight, 100-byte JSON, QoS 1\n");
      out.println("| | msg/s (median of 5; min–max) | CPU µs/message | PUBACK p50 / p99 ms |");
      out.println("|---|---|---|---|");
      table.forEach(
          (name, rounds) ->
              out.printf(
                  "| %s | %,.0f (%,.0f–%,.0f) | %.1f | %.1f / %.1f |%n",
                  name,
                  median(rounds.rates),
                  min(rounds.rates),
                  max(rounds.rates),
                  median(rounds.cpu),
                  median(rounds.p50),
                  median(rounds.p99)));
      double ours = median(rounds(table, "sluice").rates);
      out.printf(
          "%nRatio to mosquitto with a subscriber: **%.2f**; to HiveMQ CE alone: %.2f.%n",
          ours / median(rounds(table, "mosquitto").rates),
          ours / median(rounds(table, "hivemq-ce").rates));
      verify(sluice, token);
    }
  }

  private static Rounds rounds(Map<String, Rounds> table, String name) {
    Rounds rounds = table.get(name);
    if (rounds == null) {
      throw new IllegalStateException("no rounds of " + name);
    }
    return rounds;
  }

  /**
   * What was acknowledged can be queried: the ledger balances, and history counts every reading.
   */
  private void verify(Subject sluice, String token) throws Exception {
    String ledger = get(sluice, token, "/api/v1/ledger");
    out.println("\nLedger after the run: `" + ledger + "`");
    String count =
        get(
            sluice,
            token,
            "/api/v1/history?signal=bench%2Fline-0%2Ftemperature&agg=count&points=1");
    out.println("\nHistory of one signal: `" + count + "`");
  }

  /** The product alone, for profiling: its JVM takes options from SLUICE_JAVA_OPTS. */
  private void alone() throws Exception {
    try (Subject sluice = Subject.sluice(home, work.resolve("alone"), "0ms")) {
      sluice.awaitConnack();
      try (MqttLoad load = new MqttLoad(sluice.port(), PUBLISHERS, WINDOW)) {
        alone(sluice, load);
      }
    }
  }

  private void alone(Subject sluice, MqttLoad load) throws IOException {
    load.flatOut(10_000, 0);
    long cpu = sluice.cpuMicros();
    MqttLoad.Result result = load.flatOut(0, 20_000);
    out.printf(
        "alone: %,.0f msg/s, %.1f µs CPU/message, p50 %.1f ms, p99 %.1f ms, RSS %.0f MiB%n",
        result.rate(),
        (double) (sluice.cpuMicros() - cpu) / result.acked(),
        result.p50(),
        result.p99(),
        sluice.rss());
  }

  private void latency() throws Exception {
    out.println("\n### PUBACK at 5,000 msg/s offered\n");
    out.println("| `acknowledged` | msg/s | p50 ms | p99 ms | commits/s | written GB/day |");
    out.println("|---|---|---|---|---|---|");
    for (String interval : List.of("0ms", "10ms", "50ms")) {
      Path folder = work.resolve("latency-" + interval);
      try (Subject sluice = Subject.sluice(home, folder, interval)) {
        sluice.awaitConnack();
        String token = token(folder);
        try (MqttLoad load = new MqttLoad(sluice.port(), PUBLISHERS, WINDOW)) {
          load.atRate(5_000, 15_000, 0);
          Meters before = Meters.of(get(sluice, token, "/metrics"));
          MqttLoad.Result result = load.atRate(5_000, 0, 20_000);
          Meters after = Meters.of(get(sluice, token, "/metrics"));
          double seconds = result.nanos() / 1e9;
          double commits =
              after.value("sluice_journal_commits_total")
                  - before.value("sluice_journal_commits_total");
          double bytes =
              after.value("sluice_journal_written_bytes_total")
                  - before.value("sluice_journal_written_bytes_total");
          // Each commit rewrites the page it begins in: half a page more, on average, at each end.
          double device = bytes + commits * 4_096;
          out.printf(
              "| %s | %,.0f | %.1f | %.1f | %,.0f | %.1f |%n",
              interval,
              result.rate(),
              result.p50(),
              result.p99(),
              commits / seconds,
              device / seconds * 86_400 / 1e9);
        }
      }
    }
  }

  private void start() throws Exception {
    List<Double> first = new ArrayList<>();
    Path folder = work.resolve("start");
    for (int round = 0; round <= ROUNDS; round++) {
      try (Subject sluice = Subject.sluice(home, folder, "50ms")) {
        double millis = sluice.awaitConnack() / 1e6;
        if (round > 0) {
          first.add(millis);
        }
      }
    }
    out.println("\n### Start to first CONNACK\n");
    out.printf(
        "%.0f ms (median of %d; %.0f–%.0f)%n", median(first), ROUNDS, min(first), max(first));
  }

  private void memory() throws Exception {
    Path folder = work.resolve("memory");
    try (Subject sluice = Subject.sluice(home, folder, "50ms")) {
      sluice.awaitConnack();
      double idle = sluice.rss();
      try (MqttLoad load = new MqttLoad(sluice.port(), 125, WINDOW)) {
        load.atRate(125, 0, 120_000);
      }
      out.println("\n### Memory\n");
      out.printf(
          "RSS %.0f MiB after the start, %.0f MiB after two minutes of %d signals at 1 Hz.%n",
          idle, sluice.rss(), 125 * READINGS);
    }
  }

  private void screen() throws Exception {
    Path folder = work.resolve("screen");
    try (Subject sluice = Subject.sluice(home, folder, "50ms")) {
      sluice.awaitConnack();
      ScreenLatency.measure(sluice, token(folder), out);
    }
  }

  private String token(Path folder) throws Exception {
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

  private static String get(Subject sluice, String token, String path) throws Exception {
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

  /** A page of Prometheus text. */
  private record Meters(Map<String, Double> values) {
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
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double min(List<Double> values) {
    return Arrays.stream(values.toArray(Double[]::new)).min(Double::compare).orElseThrow();
  }

  private static double max(List<Double> values) {
    return Arrays.stream(values.toArray(Double[]::new)).max(Double::compare).orElseThrow();
  }
}
