package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a growing backlog costs in memory: the same readings into a gateway whose far side is away,
 * and into one without an uplink.
 */
final class PendingBench {

  private static final int SIGNALS = 1_000;
  private static final int STEPS = 3;

  private final Path home;
  private final Path work;
  private final PrintStream out;

  PendingBench(Path home, Path work, PrintStream out) {
    this.home = home;
    this.work = work;
    this.out = out;
  }

  /** What memory a process has. */
  private record Footprint(long pending, double rss, double heap) {}

  /** Measures at nothing, a tenth, and all of so many readings. */
  void measure(long most) throws Exception {
    List<Footprint> with = grow("with", true, most);
    List<Footprint> without = grow("without", false, most);
    out.println("\n### Memory with readings pending\n");
    out.println(
        "| readings taken | pending | RSS MiB | heap in use after a collection MiB | without an"
            + " uplink: RSS MiB | heap MiB |");
    out.println("|---|---|---|---|---|---|");
    for (int step = 0; step < STEPS; step++) {
      Footprint one = with.get(step);
      Footprint other = without.get(step);
      out.printf(
          "| %,d | %,d | %.0f | %.1f | %.0f | %.1f |%n",
          taken(step, most), one.pending(), one.rss(), one.heap(), other.rss(), other.heap());
    }
  }

  private static long taken(int step, long most) {
    return step == 0 ? 0 : step == 1 ? most / 10 : most;
  }

  private List<Footprint> grow(String name, boolean uplink, long most) throws Exception {
    Path folder = work.resolve("pending-" + name);
    String more =
        uplink
            ? "uplinks: {up: {type: mqtt, url: 'mqtt://127.0.0.1:" + Subject.freePort() + "'}}\n"
            : "";
    List<Footprint> footprints = new ArrayList<>();
    try (Subject sluice = Subject.sluice(home, folder, "0ms", "", more)) {
      sluice.awaitConnack();
      Console console = new Console(sluice, home, folder);
      Outage.Backlog all = new Outage.Backlog(SIGNALS, most, 0);
      try (MqttLoad load = new MqttLoad(sluice.port(), all.publishers(), 16, all.content())) {
        long before = 0;
        for (int step = 0; step < STEPS; step++) {
          long publishes = taken(step, most) / all.readings();
          load.exactly(publishes - before);
          before = publishes;
          footprints.add(footprint(sluice, console, uplink));
        }
      }
    }
    return footprints;
  }

  private static Footprint footprint(Subject sluice, Console console, boolean uplink)
      throws IOException, InterruptedException {
    // Whatever is being sealed or saved is done by then.
    Thread.sleep(5_000);
    double rss = sluice.rss();
    collect(sluice.pid());
    double heap = console.meters().sum("jvm_memory_used_bytes{area=\"heap\"") / (1 << 20);
    return new Footprint(uplink ? console.pending() : 0, rss, heap);
  }

  private static void collect(long pid) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.run")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("no collection: " + said);
    }
  }
}
