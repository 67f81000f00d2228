package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long a fresh reading takes from its publish at the gateway to the far side: with nothing else
 * to do, and while a backlog drains.
 */
final class LiveLagBench {

  private static final int PER_SECOND = 500;
  private static final int MOST = 600 * PER_SECOND;
  private static final long SLICE_MILLIS = 500;
  private static final int LINES = 50;

  private final Path work;
  private final PrintStream out;
  private final int rounds;

  /**
   * Nothing is measured yet.
   *
   * @param rounds counted ones; one more comes before them and warms up
   */
  LiveLagBench(Path work, PrintStream out, int rounds) {
    this.work = work;
    this.out = out;
    this.rounds = rounds;
  }

  /** Says what the columns are. */
  void head(String link) {
    out.printf("%n### Live at %d/s, publish to far side, %s%n%n", PER_SECOND, link);
    out.println(
        "| | alone p50 ms | alone p99 ms | beside a drain p50 ms | p99 ms | ratio of p99 |");
    out.println("|---|---|---|---|---|---|");
  }

  /** Measures one bridge over a link. */
  void measure(Bridge bridge, Link link, Outage.Backlog backlog) throws Exception {
    Spread aloneMedian = new Spread();
    Spread aloneHigh = new Spread();
    Spread besideMedian = new Spread();
    Spread besideHigh = new Spread();
    Spread ratio = new Spread();
    Path folder = work.resolve(bridge.name().replaceAll("\\W+", "-"));
    long missing = 0;
    try (Outage outage = new Outage(bridge, folder, link)) {
      for (int round = 0; round <= rounds; round++) {
        long[] alone = alone(outage, backlog.round(2 * round));
        Outage.Backlog own = backlog.round(2 * round + 1);
        Arrivals arrivals = own.arrivals(MOST);
        outage.grow(own);
        Live live = new Live(outage.subject(), arrivals);
        outage.end(arrivals);
        arrivals.awaitFirst(TimeUnit.SECONDS.toNanos(60));
        live.slice();
        while (!arrivals.over(TimeUnit.SECONDS.toNanos(3)) && live.sent() < MOST - PER_SECOND) {
          live.slice();
        }
        long[] beside = live.end();
        outage.drained(arrivals);
        if (round > 0) {
          missing += live.sent() - beside.length;
          aloneMedian.add(MqttLoad.at(alone, 0.5));
          aloneHigh.add(MqttLoad.at(alone, 0.99));
          besideMedian.add(MqttLoad.at(beside, 0.5));
          besideHigh.add(MqttLoad.at(beside, 0.99));
          ratio.add(MqttLoad.at(beside, 0.99) / MqttLoad.at(alone, 0.99));
        }
      }
    }
    out.printf(
        "| %s | %.1f | %s | %.1f | %s | %s |%s%n",
        bridge.name(),
        aloneMedian.median(),
        aloneHigh.text("%.1f"),
        besideMedian.median(),
        besideHigh.text("%,.1f"),
        ratio.text("%,.2f"),
        missing == 0 ? "" : " " + missing + " live ones did not arrive");
  }

  private static long[] alone(Outage outage, Outage.Backlog numbers) throws Exception {
    Arrivals arrivals = new Arrivals(numbers.base(), 0, MOST);
    outage.into(arrivals);
    Live live = new Live(outage.subject(), arrivals);
    for (int i = 0; i < 10_000 / SLICE_MILLIS; i++) {
      live.slice();
    }
    return live.end();
  }

  /** Fresh readings at a fixed rate, each with the time when it was due. */
  private static final class Live implements Content {
    private final long[] dueAt = new long[MOST];
    private final MqttLoad load;
    private final Arrivals arrivals;
    private int sent;

    Live(Subject subject, Arrivals arrivals) throws IOException {
      this.arrivals = arrivals;
      load = new MqttLoad(subject.port(), LINES, 16, this);
    }

    @Override
    public String topic(int publisher) {
      return "live/line-" + publisher;
    }

    @Override
    public byte[] payload(int publisher, long n, long due) {
      dueAt[(int) n] = due;
      sent = (int) n + 1;
      return Long.toString(arrivals.liveBase() + n)
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    int sent() {
      return sent;
    }

    void slice() throws IOException {
      load.atRate(PER_SECOND, 0, SLICE_MILLIS);
    }

    /** Waits for the last ones and tells how long each that arrived took, ns, sorted. */
    long[] end() throws IOException, InterruptedException {
      load.drain();
      load.close();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (arrivals.liveAt(sent - 1) == 0 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      long[] took = new long[sent];
      int count = 0;
      for (int i = 0; i < sent; i++) {
        long at = arrivals.liveAt(i);
        if (at != 0) {
          took[count++] = at - dueAt[i];
        }
      }
      long[] sorted = Arrays.copyOf(took, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
