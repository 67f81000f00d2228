package dev.sluice.console.http;

import dev.sluice.console.auth.ThrottlePort;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** Three free tries for each account and address, then 30 s of waiting. */
final class StrictThrottle implements ThrottlePort {

  private final ConcurrentHashMap<String, Integer> tries = new ConcurrentHashMap<>();

  @Override
  public Duration admit(String account, String address) {
    return tries.merge(account + " " + address, 1, Integer::sum) > 3
        ? Duration.ofMillis(29_500)
        : Duration.ZERO;
  }

  @Override
  public void succeeded(String account, String address) {
    tries.remove(account + " " + address);
  }
}
