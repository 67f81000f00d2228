package dev.sluice.state;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gaps for tests; they outlive whoever uses them. */
public final class InMemoryGapBook implements GapBook {

  private final Map<String, Gap> gaps = new TreeMap<>();
  private long alive = Long.MIN_VALUE;

  /** What is known now, for a life that ends unseen. */
  public synchronized InMemoryGapBook copy() {
    InMemoryGapBook copy = new InMemoryGapBook();
    copy.gaps.putAll(gaps);
    copy.alive = alive;
    return copy;
  }

  @Override
  public synchronized void save(List<Gap> more) {
    more.forEach(gap -> gaps.put(gap.cause() + " " + gap.subject() + " " + gap.from(), gap));
    while (gaps.size() > MOST) {
      gaps.values().remove(sorted().getFirst());
    }
  }

  @Override
  public synchronized List<Gap> between(long from, long to) {
    return sorted().stream().filter(gap -> gap.from() <= to && gap.to() >= from).toList();
  }

  private List<Gap> sorted() {
    return gaps.values().stream()
        .sorted(
            Comparator.comparingLong(Gap::from)
                .thenComparing(gap -> gap.cause().word())
                .thenComparing(Gap::subject))
        .toList();
  }

  @Override
  public synchronized void alive(long time) {
    alive = time;
  }

  @Override
  public synchronized long lastAlive() {
    return alive;
  }
}
