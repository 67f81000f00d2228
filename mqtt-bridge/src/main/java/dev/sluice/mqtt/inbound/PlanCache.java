package dev.sluice.mqtt.inbound;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The plans of the topics seen lately, bounded in bytes: two generations, of which the older is let
 * go whenever the younger is full. What is in use moves back into the younger.
 */
final class PlanCache {

  /** Longer topics hardly ever make an id that fits, and are no keys to keep. */
  private static final int MAX_TOPIC = 1200;

  private static final int KEY_WEIGHT = 100;

  private final List<Mapping> mappings;
  private final Mapping builtIn = Mapping.builtIn();
  private final long maxBytes;
  private volatile Generation young = new Generation();
  private volatile Generation old = new Generation();

  private static final class Generation {
    private final ConcurrentHashMap<String, Plan> plans = new ConcurrentHashMap<>();
    private final AtomicLong weight = new AtomicLong();
  }

  /**
   * An empty cache.
   *
   * @param maxBytes about the most bytes per generation
   */
  PlanCache(List<Mapping> mappings, long maxBytes) {
    this.mappings = List.copyOf(mappings);
    this.maxBytes = maxBytes;
  }

  /** The plan for a topic; of a topic with one level, for each sender its own. */
  Plan plan(String sender, String topic) {
    String key = topic.indexOf('/') < 0 ? sender + '\0' + topic : topic;
    Generation generation = young;
    Plan plan = generation.plans.get(key);
    if (plan != null && generation.weight.get() <= maxBytes) {
      return plan;
    }
    return recall(key, sender, topic);
  }

  private Plan recall(String key, String sender, String topic) {
    if (key.length() > MAX_TOPIC) {
      return make(sender, topic);
    }
    synchronized (this) {
      if (young.weight.get() > maxBytes) {
        old = young;
        young = new Generation();
      }
      Plan plan = young.plans.get(key);
      if (plan == null) {
        plan = old.plans.remove(key);
        // A topic with ever new keys starts afresh, or it would fill the cache alone.
        if (plan == null || plan.weight() > maxBytes / 4) {
          plan = make(sender, topic);
        }
        plan.countIn(young.weight);
        young.weight.addAndGet(plan.weight() + KEY_WEIGHT + 2L * key.length());
        young.plans.put(key, plan);
      }
      return plan;
    }
  }

  private Plan make(String sender, String topic) {
    for (Mapping mapping : mappings) {
      @Nullable Plan plan = mapping.plan(sender, topic);
      if (plan != null) {
        return plan;
      }
    }
    Plan plan = builtIn.plan(sender, topic);
    if (plan == null) {
      throw new IllegalStateException("the built-in rule takes every topic");
    }
    return plan;
  }

  /** How many plans it holds. */
  int size() {
    return young.plans.size() + old.plans.size();
  }

  /** About how many bytes it holds. */
  long weight() {
    return young.weight.get() + old.weight.get();
  }
}
