package dev.sluice.app;

import dev.sluice.time.WallClock;
import java.time.Instant;

/**
 * The system's clock. A time before this program was built cannot be right: a board without a
 * battery starts in the past until it has reached a time server.
 */
public final class SystemClock implements WallClock {

  private final long notBefore;

  /**
   * The system's clock.
   *
   * @param notBefore µs since 1970; an earlier time is not trusted
   */
  public SystemClock(long notBefore) {
    this.notBefore = notBefore;
  }

  @Override
  public long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public boolean trusted() {
    return micros() >= notBefore;
  }
}
