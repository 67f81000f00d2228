package dev.sluice.meters;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each source sent that could not be used: counted by reason, with the newest sample. Bounded:
 * at most so many sources, the one quiet for longest makes room.
 */
public final class TroubleBook {

  /**
   * One kind of trouble of one source.
   *
   * @param source for people: as it was introduced, else client id, device or {@code http:NAME}
   * @param reason a stable word
   * @param count since the gateway started
   * @param last when it last happened, µs since 1970
   * @param topic where it last happened
   * @param sample the newest sample, printable, at most 200 characters
   */
  public record Trouble(
      String source, String reason, long count, long last, String topic, String sample) {}

  private final int capacity;
  private final LinkedHashMap<String, Map<String, Trouble>> bySource =
      new LinkedHashMap<>(16, 0.75f, true);

  /** How people know a source, by source; bounded as the book is. */
  private final LinkedHashMap<String, String> introduced = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * An empty book.
   *
   * @param capacity the most sources remembered
   */
  public TroubleBook(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Says who a source is, from now on: a client id alone tells people little. Safe from any thread.
   *
   * @param source as it will be noted
   * @param who for people
   */
  public synchronized void introduce(String source, String who) {
    introduced.put(source, who);
    if (introduced.size() > capacity) {
      introduced.pollFirstEntry();
    }
  }

  /** Counts one. Safe from any thread. */
  public synchronized void note(
      String source, String reason, String topic, String sample, long now) {
    String who = introduced.getOrDefault(source, source);
    Map<String, Trouble> reasons = bySource.computeIfAbsent(source, key -> new LinkedHashMap<>(4));
    reasons.compute(
        reason,
        (key, before) ->
            new Trouble(who, reason, before == null ? 1 : before.count() + 1, now, topic, sample));
    if (bySource.size() > capacity) {
      bySource.pollFirstEntry();
    }
  }

  /** All troubles, the newest first. */
  public synchronized List<Trouble> newestFirst() {
    List<Trouble> all = new ArrayList<>();
    bySource.values().forEach(reasons -> all.addAll(reasons.values()));
    all.sort(Comparator.comparingLong(Trouble::last).reversed());
    return all;
  }
}
