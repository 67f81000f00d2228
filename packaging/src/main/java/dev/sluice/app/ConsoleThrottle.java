package dev.sluice.app;

import dev.sluice.access.LoginThrottle;
import dev.sluice.console.auth.ThrottlePort;
import java.time.Duration;

/** The console's view of the throttle on guessing. */
record ConsoleThrottle(LoginThrottle throttle) implements ThrottlePort {

  @Override
  public Duration admit(String account, String address) {
    return throttle.admit(account, address);
  }

  @Override
  public void succeeded(String account, String address) {
    throttle.succeeded(account, address);
  }
}
