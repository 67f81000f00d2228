package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How fast a backlog goes up once the far side is back, and what of it arrives. */
final class DrainBench {

  private static final String HEAD =
      "| | readings/s (median; min–max) | s until the first | CPU µs/reading | arrived of"
          + " acknowledged | twice | out of order | MQTT bytes/reading |";

  private final Path work;
  private final PrintStream out;
  private final int rounds;

  /**
   * Nothing is measured yet.
   *
   * @param rounds counted ones; one more comes before them and warms up
   */
  DrainBench(Path work, PrintStream out, int rounds) {
    this.work = work;
    this.out = out;
    this.rounds = rounds;
  }

  /** One bridge's rounds. */
  private static final class Rounds {
    private final Spread rate = new Spread();
    private final Spread untilFirst = new Spread();
    private final Spread cpu = new Spread();
    private final Spread share = new Spread();
    private final Spread wire = new Spread();
    private long expected;
    private long distinct;
    private long duplicates;
    private long disorder;
    private long bytes;
    private long ofHistory;

    void add(Outage.Drain drain, int megabits) {
      Arrivals.Account account = drain.account();
      rate.add(account.rate());
      untilFirst.add(drain.untilFirst());
      cpu.add(drain.cpu());
      expected += account.expected();
      distinct += account.distinct();
      duplicates += account.duplicates();
      disorder += account.disorder();
      bytes += account.bytes();
      ofHistory += account.ofHistory();
      if (megabits > 0) {
        double link = megabits * 1e6 / 8 * account.seconds();
        share.add(100 * account.bytes() / link);
        wire.add(100 * drain.carried() / link);
      }
    }
  }

  /** Over loopback. */
  void loopback(List<Bridge> bridges, Outage.Backlog backlog) throws Exception {
    List<Outage> outages = new ArrayList<>();
    try {
      for (Bridge bridge : bridges) {
        outages.add(new Outage(bridge, folder(bridge), Link.Loopback.open()));
      }
      title(backlog, "loopback");
      print(run(outages, backlog, 0), 0);
    } finally {
      close(outages);
    }
  }

  /** Over a link of a given rate. */
  void shaped(List<Bridge> bridges, Outage.Backlog backlog, int megabits) throws Exception {
    try (ShapedLink link = ShapedLink.open(megabits)) {
      List<Outage> outages = new ArrayList<>();
      try {
        for (Bridge bridge : bridges) {
          outages.add(new Outage(bridge, folder(bridge), link.to(2_000 + outages.size())));
        }
        title(backlog, "a link of " + megabits + " Mbit/s");
        print(run(outages, backlog, megabits), megabits);
      } finally {
        close(outages);
      }
    }
  }

  private Path folder(Bridge bridge) {
    return work.resolve(bridge.name().replaceAll("\\W+", "-"));
  }

  private void title(Outage.Backlog backlog, String link) {
    out.printf(
        "%n### Drain of %,d readings, %,d publishes over %d topics, QoS 1, %s%n%n",
        backlog.total(), backlog.publishes(), backlog.publishers(), link);
  }

  /** All bridges in each round, in turn from the first and from the last. */
  private Map<String, Rounds> run(List<Outage> outages, Outage.Backlog backlog, int megabits)
      throws Exception {
    Map<String, Rounds> table = new LinkedHashMap<>();
    outages.forEach(outage -> table.put(outage.bridge().name(), new Rounds()));
    for (int round = 0; round <= rounds; round++) {
      List<Outage> order = round % 2 == 0 ? outages : outages.reversed();
      for (Outage outage : order) {
        Outage.Drain drain = drain(outage, backlog.round(round));
        if (round > 0) {
          Rounds sum = table.get(outage.bridge().name());
          if (sum != null) {
            sum.add(drain, megabits);
          }
        } else {
          out.printf(
              "(round 0, not counted: %s %,.0f/s)%n",
              outage.bridge().name(), drain.account().rate());
        }
      }
    }
    return table;
  }

  private static Outage.Drain drain(Outage outage, Outage.Backlog backlog) throws Exception {
    outage.grow(backlog);
    Arrivals arrivals = backlog.arrivals(0);
    outage.end(arrivals);
    return outage.drained(arrivals);
  }

  private void print(Map<String, Rounds> table, int megabits) {
    out.println();
    out.println(HEAD + (megabits > 0 ? " MQTT bytes, % of the link | on the wire, % |" : ""));
    out.println("|---|---|---|---|---|---|---|---|" + (megabits > 0 ? "---|---|" : ""));
    table.forEach(
        (name, rounds) ->
            out.printf(
                "| %s | %s | %.1f | %.1f | %,d of %,d | %,d | %,d | %.0f |%s%n",
                name,
                rounds.rate.text("%,.0f"),
                rounds.untilFirst.median(),
                rounds.cpu.median(),
                rounds.distinct,
                rounds.expected,
                rounds.duplicates,
                rounds.disorder,
                (double) rounds.bytes / Math.max(1, rounds.distinct + rounds.duplicates),
                megabits > 0
                    ? " %s | %.1f |".formatted(rounds.share.text("%.1f"), rounds.wire.median())
                    : ""));
    table.forEach(
        (name, rounds) -> {
          if (rounds.ofHistory > 0) {
            out.printf("%n%s: %,d were no longer in the journal.%n", name, rounds.ofHistory);
          }
        });
  }

  private static void close(List<Outage> outages) throws IOException {
    for (Outage outage : outages) {
      outage.close();
    }
  }
}
