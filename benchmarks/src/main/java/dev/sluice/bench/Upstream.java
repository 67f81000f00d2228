package dev.sluice.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The measurements of what goes upstream, beside mosquitto's own bridge. */
final class Upstream {

  private static final int MEGABITS = 10;

  private final Path home;
  private final Path work;
  private final PrintStream out;

  Upstream(Path home, Path work, PrintStream out) {
    this.home = home;
    this.work = work;
    this.out = out;
  }

  /**
   * How many readings, and how often.
   *
   * @param rounds that count
   */
  record Size(long readings, int rounds) {

    /** From {@code NAME}, {@code NAME:READINGS} or {@code NAME:READINGS:ROUNDS}. */
    static Size of(String wanted, long readings, int rounds) {
      String[] parts = wanted.split(":", -1);
      return new Size(
          parts.length > 1 ? Long.parseLong(parts[1]) : readings,
          parts.length > 2 ? Integer.parseInt(parts[2]) : rounds);
    }
  }

  private Bridge usual() {
    return new Bridge.Sluice("Sluice, its usual JSON", home, Bridge.Sluice.USUAL, "");
  }

  private Bridge bare() {
    return new Bridge.Sluice("Sluice, bare values", home, Bridge.Sluice.BARE, "");
  }

  private static Bridge mosquitto() {
    return new Bridge.Mosquitto("mosquitto, as it comes", "");
  }

  private static Bridge patient() {
    return new Bridge.Mosquitto("mosquitto, endless queue", "max_queued_messages 0");
  }

  private static Bridge eager() {
    return new Bridge.Mosquitto(
        "mosquitto, endless queue and window", "max_queued_messages 0\nmax_inflight_messages 0");
  }

  /** As fast as it goes. */
  void drain(Size size) throws Exception {
    new DrainBench(work.resolve("drain"), out, size.rounds())
        .loopback(
            List.of(usual(), bare(), mosquitto(), patient(), eager()),
            Outage.Backlog.of(size.readings()));
  }

  /** Ours alone, for profiling. */
  void drainAlone(Size size) throws Exception {
    new DrainBench(work.resolve("drain-alone"), out, size.rounds())
        .loopback(List.of(usual()), Outage.Backlog.of(size.readings()));
  }

  /** Over 10 Mbit/s. */
  void link(Size size) throws Exception {
    new DrainBench(work.resolve("link"), out, size.rounds())
        .shaped(
            List.of(usual(), bare(), patient(), eager()),
            Outage.Backlog.of(size.readings()),
            MEGABITS);
  }

  /** Fresh readings beside a backlog. */
  void liveLag(Size size) throws Exception {
    LiveLagBench bench = new LiveLagBench(work.resolve("livelag"), out, size.rounds());
    bench.head("beside a drain of %,d, loopback".formatted(size.readings()));
    for (Bridge bridge : List.of(usual(), eager())) {
      bench.measure(bridge, Link.Loopback.open(), Outage.Backlog.of(size.readings()));
    }
  }

  /** Likewise, over 10 Mbit/s. */
  void liveLagOverLink(Size size) throws Exception {
    LiveLagBench bench = new LiveLagBench(work.resolve("livelag-link"), out, size.rounds());
    bench.head("beside a drain of %,d, 10 Mbit/s".formatted(size.readings()));
    try (ShapedLink link = ShapedLink.open(MEGABITS)) {
      int port = 2_000;
      for (Bridge bridge : List.of(usual(), eager())) {
        bench.measure(bridge, link.to(port++), Outage.Backlog.of(size.readings()));
      }
    }
  }

  /** Out of history, since a small journal has given its segments back: 10,000 signals. */
  void archive(Size size) throws Exception {
    new DrainBench(work.resolve("archive"), out, size.rounds())
        .loopback(
            List.of(
                new Bridge.Sluice(
                    "Sluice, from history", home, Bridge.Sluice.USUAL, "journal: 16MiB")),
            new Outage.Backlog(10_000, size.readings(), 0));
  }

  /** Memory while much is pending. */
  void pending(Size size) throws Exception {
    new PendingBench(home, work, out).measure(size.readings());
  }
}
