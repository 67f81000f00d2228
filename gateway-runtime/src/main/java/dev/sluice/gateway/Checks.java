package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health;
import dev.sluice.gateway.GatewayView.Health.Check;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The things that are looked at to say how the gateway is. */
public final class Checks {

  private final Map<String, Supplier<Check>> byName = new LinkedHashMap<>();
  private boolean serving;

  /** Adds a check; its supplier must be quick and safe from any thread. */
  public synchronized void add(String name, Supplier<Check> check) {
    byName.put(name, check);
  }

  /** Everything that is configured to listen does. */
  public synchronized void serving(boolean serving) {
    this.serving = serving;
  }

  /** Looks at everything. */
  public Health look() {
    Map<String, Supplier<Check>> all;
    boolean ready;
    synchronized (this) {
      all = new LinkedHashMap<>(byName);
      ready = serving;
    }
    Condition worst = Condition.UP;
    Map<String, Check> results = new LinkedHashMap<>();
    for (Map.Entry<String, Supplier<Check>> entry : all.entrySet()) {
      Check check = entry.getValue().get();
      results.put(entry.getKey(), check);
      if (check.condition().compareTo(worst) > 0) {
        worst = check.condition();
      }
    }
    return new Health(worst, results, ready && worst != Condition.DOWN);
  }

  /** A check's answer from a cause that is empty when all is well. */
  public static Check of(Condition otherwise, String cause) {
    return cause.isEmpty() ? new Check(Condition.UP, "") : new Check(otherwise, cause);
  }
}
