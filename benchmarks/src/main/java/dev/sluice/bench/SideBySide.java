package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All measurements, beside mosquitto and HiveMQ CE alone; prints Markdown for docs/performance.md.
 *
 * <p>Arguments: the product's folder, a folder to work in on a real disk, and the names of the
 * measurements wanted: ingest, latency, start, memory, screen (these if none is named), and the
 * ones of {@link Upstream}: drain, link, livelag, livelag-link, pending, archive. Each of those may
 * have a number of readings and of rounds behind it, as in drain:20000:1.
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
    Upstream upstream = new Upstream(bench.home, work, bench.out);
    for (String name : wanted) {
      switch (name.split(":", -1)[0]) {
        case "drain" -> upstream.drain(Upstream.Size.of(name, 200_000, 5));
        case "drain-alone" -> upstream.drainAlone(Upstream.Size.of(name, 200_000, 5));
        case "link" -> upstream.link(Upstream.Size.of(name, 50_000, 3));
        case "livelag" -> upstream.liveLag(Upstream.Size.of(name, 300_000, 3));
        case "livelag-link" -> upstream.liveLagOverLink(Upstream.Size.of(name, 200_000, 3));
        case "archive" -> upstream.archive(Upstream.Size.of(name, 5_000_000, 1));
        case "pending" -> upstream.pending(Upstream.Size.of(name, 10_000_000, 1));
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
    private final Spread rates = new Spread();
    private final Spread cpu = new Spread();
    private final Spread p50 = new Spread();
    private final Spread p99 = new Spread();

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
      Console console = new Console(sluice, home, work.resolve("sluice"));
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
                  "| %s | %s | %.1f | %.1f / %.1f |%n",
                  name,
                  rounds.rates.text("%,.0f"),
                  rounds.cpu.median(),
                  rounds.p50.median(),
                  rounds.p99.median()));
      double ours = rounds(table, "sluice").rates.median();
      out.printf(
          "%nRatio to mosquitto with a subscriber: **%.2f**; to HiveMQ CE alone: %.2f.%n",
          ours / rounds(table, "mosquitto").rates.median(),
          ours / rounds(table, "hivemq-ce").rates.median());
      verify(console);
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
  private void verify(Console console) throws Exception {
    String ledger = console.get("/api/v1/ledger");
    out.println("\nLedger after the run: `" + ledger + "`");
    String count =
        console.get("/api/v1/history?signal=bench%2Fline-0%2Ftemperature&agg=count&points=1");
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
        Console console = new Console(sluice, home, folder);
        try (MqttLoad load = new MqttLoad(sluice.port(), PUBLISHERS, WINDOW)) {
          load.atRate(5_000, 15_000, 0);
          Console.Meters before = console.meters();
          MqttLoad.Result result = load.atRate(5_000, 0, 20_000);
          Console.Meters after = console.meters();
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
    Spread first = new Spread();
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
        "%.0f ms (median of %d; %.0f–%.0f)%n", first.median(), ROUNDS, first.min(), first.max());
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
      ScreenLatency.measure(sluice, new Console(sluice, home, folder).token(), out);
    }
  }
}
