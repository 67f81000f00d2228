package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets no message go in a circle. With MQTT 5 each gateway writes its name on what it passes on;
 * without, a circle can be told only by its pace. Used by one thread.
 */
final class LoopGuard {

  /** The user property with the name of a gateway that a message has passed; one for each. */
  static final String VIA = "sluice-via";

  /** So many gateways may a message have passed before this one. */
  static final int MOST_HOPS = 8;

  /** A message that comes more often than so many times within {@link #PACE} goes in a circle. */
  static final int MOST_REPEATS = 20;

  static final long PACE = TimeUnit.SECONDS.toNanos(10);

  private static final int REMEMBERED = 500;

  /** How often a message came since when. */
  private record Repeats(long since, int count) {}

  private final String gateway;
  private final boolean marked;
  private final WallClock clock;
  private final Map<Integer, Repeats> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Repeats> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A guard.
   *
   * @param marked whether messages can carry names: with MQTT 5
   */
  LoopGuard(String gateway, boolean marked, WallClock clock) {
    this.gateway = gateway;
    this.marked = marked;
    this.clock = clock;
  }

  /** Refuses what has been here before. */
  void check(Incoming message) throws Refusal {
    boolean ours = false;
    boolean started = false;
    int hops = 0;
    for (Property property : message.properties()) {
      switch (property.name()) {
        case VIA -> {
          hops++;
          if (property.value().equals(gateway)) {
            throw loop("it has passed this gateway before");
          }
        }
        case "gateway" -> ours |= property.value().equals(gateway);
        case "boot" -> started = true;
        default -> {
          // The sender's own.
        }
      }
    }
    if (ours && started) {
      throw loop("this gateway has sent it up itself");
    }
    if (hops >= MOST_HOPS) {
      throw loop("it has passed " + hops + " gateways");
    }
  }

  /** Refuses to pass on what comes round at the pace of a circle. */
  void checkPace(Incoming message) throws Refusal {
    if (marked) {
      return;
    }
    int key = 31 * message.topic().hashCode() + Arrays.hashCode(message.payload());
    long now = clock.nanos();
    Repeats before = seen.remove(key);
    Repeats after =
        before == null || now - before.since() > PACE
            ? new Repeats(now, 1)
            : new Repeats(before.since(), before.count() + 1);
    seen.put(key, after);
    if (after.count() > MOST_REPEATS) {
      throw loop(
          "it came "
              + after.count()
              + " times within "
              + TimeUnit.NANOSECONDS.toSeconds(PACE)
              + " s, so it seems to go in a circle; with MQTT 5 that could be told for certain");
    }
  }

  /** The user properties of a message that is passed on, this gateway's name added. */
  List<Property> marks(Incoming message) {
    List<Property> marks = new ArrayList<>(message.properties());
    marks.add(new Property(VIA, gateway));
    return marks;
  }

  private static Refusal loop(String why) {
    return new Refusal(Cause.LOOP, why);
  }
}
