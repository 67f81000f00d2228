package dev.sluice.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What uplinks know of themselves, for tests; lost with the object. */
public final class InMemoryUplinkState implements UplinkState {

  private final int most;
  private final TreeMap<String, Saved> saved = new TreeMap<>();
  private final TreeMap<String, Asked> asked = new TreeMap<>();
  private final Map<String, List<DeadLetter>> letters = new HashMap<>();
  private final Map<String, Long> fallenOff = new HashMap<>();
  private boolean failing;

  public InMemoryUplinkState() {
    this(MOST_DEAD_LETTERS);
  }

  /**
   * Keeps so many dead letters.
   *
   * @param most of each uplink
   */
  public InMemoryUplinkState(int most) {
    this.most = most;
  }

  /** Whether saving fails, as on a full disk. */
  public synchronized void fail(boolean yes) {
    failing = yes;
  }

  @Override
  public synchronized List<Saved> all() {
    return List.copyOf(saved.values());
  }

  @Override
  public synchronized void save(
      List<Saved> uplinks, List<DeadLetter> deadLetters, List<Asked> done) {
    if (failing) {
      throw new StateFailure("the disk is full", new IllegalStateException("test"));
    }
    for (DeadLetter letter : deadLetters) {
      String id = letter.uplink();
      if (!saved.containsKey(id) && uplinks.stream().noneMatch(one -> one.id().equals(id))) {
        throw new StateFailure("no such uplink", new IllegalStateException(id));
      }
    }
    uplinks.forEach(uplink -> saved.put(uplink.id(), uplink));
    for (DeadLetter letter : deadLetters) {
      List<DeadLetter> own = letters.computeIfAbsent(letter.uplink(), id -> new ArrayList<>());
      own.addFirst(letter);
      if (own.size() > most) {
        own.removeLast();
        fallenOff.merge(letter.uplink(), 1L, Long::sum);
      }
    }
    done.forEach(one -> asked.remove(one.uplink(), one));
  }

  @Override
  public synchronized void ask(Asked one) {
    asked.put(one.uplink(), one);
  }

  @Override
  public synchronized List<Asked> asked() {
    return List.copyOf(asked.values());
  }

  @Override
  public synchronized List<DeadLetter> deadLetters(String uplink, int limit) {
    List<DeadLetter> own = letters.getOrDefault(uplink, List.of());
    return List.copyOf(own.subList(0, Math.clamp(limit, 0, own.size())));
  }

  @Override
  public synchronized long fallenOff(String uplink) {
    return fallenOff.getOrDefault(uplink, 0L);
  }

  @Override
  public synchronized void forget(String uplink) {
    saved.remove(uplink);
    letters.remove(uplink);
    fallenOff.remove(uplink);
    asked.remove(uplink);
  }
}
