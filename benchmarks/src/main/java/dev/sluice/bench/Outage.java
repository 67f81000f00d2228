package dev.sluice.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One gateway with its far side, round after round: the far side goes away, a backlog grows, the
 * far side comes back.
 */
final class Outage implements Closeable {

  private static final int WINDOW = 16;
  private static final long QUIET = 10_000_000_000L;
  private static final long PATIENCE = 60_000_000_000L;

  private final Bridge bridge;
  private final Link link;
  private final Path folder;
  private final Receiver receiver;
  private final Subject subject;
  private long openedAt;
  private long cpuBefore;
  private long carriedBefore;

  /** Starts the far side and the gateway, and waits until it is connected. */
  Outage(Bridge bridge, Path folder, Link link) throws IOException, InterruptedException {
    this.bridge = bridge;
    this.link = link;
    this.folder = folder;
    this.receiver = new Receiver(link);
    receiver.open();
    this.subject = bridge.start(folder, link.address());
    subject.awaitConnack();
    // Some connect only when they have something to send.
    try (MqttLoad first =
        new MqttLoad(subject.port(), 1, 1, new Content.Numbered("live/line-", Arrivals.LIVE))) {
      first.exactly(1);
    }
    long deadline = System.nanoTime() + PATIENCE;
    while (receiver.connected() == 0) {
      if (System.nanoTime() > deadline) {
        throw new IOException(bridge.name() + " did not connect to its far side");
      }
      Thread.sleep(10);
    }
  }

  Bridge bridge() {
    return bridge;
  }

  Path folder() {
    return folder;
  }

  Subject subject() {
    return subject;
  }

  /** Where the next arrivals are noted. */
  void into(Arrivals arrivals) {
    receiver.into(arrivals);
  }

  /**
   * What is published while the far side is away: a hundred topics.
   *
   * @param signals 100, one for each topic, or a multiple, in bundles
   * @param round gives it numbers of its own
   */
  record Backlog(int signals, long total, int round) {

    private static final int TOPICS = 100;
    private static final long ROUND = 1_000_000_000;

    static Backlog of(long messages) {
      return new Backlog(TOPICS, messages, 0);
    }

    Backlog round(int next) {
      return new Backlog(signals, total, next);
    }

    int publishers() {
      return TOPICS;
    }

    /** How many readings there are in one publish. */
    int readings() {
      return signals / TOPICS;
    }

    long publishes() {
      return total / readings();
    }

    long base() {
      return Arrivals.BACKLOG + round * ROUND;
    }

    Content content() {
      return readings() == 1
          ? new Content.Numbered("drain/line-", base())
          : new Content.Bundles(base(), readings());
    }

    /** Where it is noted, beside so many live ones at most. */
    Arrivals arrivals(int live) {
      return new Arrivals(base(), total, live);
    }
  }

  /** The far side goes away, and all of this is published and acknowledged. */
  void grow(Backlog backlog) throws IOException {
    receiver.close();
    try (MqttLoad load =
        new MqttLoad(subject.port(), backlog.publishers(), WINDOW, backlog.content())) {
      load.exactly(backlog.publishes());
    }
  }

  /** The far side comes back. */
  void end(Arrivals arrivals) throws IOException {
    receiver.into(arrivals);
    cpuBefore = subject.cpuMicros();
    carriedBefore = link.carried();
    openedAt = System.nanoTime();
    receiver.open();
  }

  /** Waits until nothing more comes. */
  Drain drained(Arrivals arrivals) throws IOException, InterruptedException {
    while (!arrivals.over(QUIET)) {
      Thread.sleep(2);
    }
    Arrivals.Account account = arrivals.account();
    return new Drain(
        account,
        (account.firstAt() - openedAt) / 1e9,
        (double) (subject.cpuMicros() - cpuBefore) / Math.max(1, account.distinct()),
        link.carried() - carriedBefore);
  }

  /**
   * How a backlog drained.
   *
   * @param untilFirst seconds from the far side's return to the first message
   * @param cpu µs of the gateway for each message that arrived
   * @param carried bytes on the wire, where somebody counts
   */
  record Drain(Arrivals.Account account, double untilFirst, double cpu, long carried) {}

  @Override
  public void close() throws IOException {
    subject.close();
    receiver.close();
  }
}
