package dev.sluice.app;

import dev.sluice.config.GatewaySection.ClockTrust;
import dev.sluice.time.Standing;
import dev.sluice.time.WallClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The system's clock. A time before this program was built cannot be right: a board without a
 * battery starts in the past until it has reached a time server. After that, who is believed is a
 * matter of the configuration. Once it was trusted, losing the time server does not end that.
 */
public final class SystemClock implements WallClock {

  /** How old an answer of the witness may be. */
  private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final long notBefore;
  private final TimeWitness witness;
  private final String system;
  private volatile ClockTrust trust = ClockTrust.AUTO;

  /** A time server has kept it in this start of the system. */
  private boolean everKept;

  /** What was found at the last look, but for the time itself. */
  private volatile Standing found = Standing.WAITING;

  private volatile long lookAt = Long.MIN_VALUE;
  private volatile boolean looked;

  /**
   * The system's clock.
   *
   * @param notBefore µs since 1970; an earlier time is not trusted
   */
  public SystemClock(long notBefore) {
    this(notBefore, new KernelTime(Path.of("/")));
  }

  SystemClock(long notBefore, TimeWitness witness) {
    this.notBefore = notBefore;
    this.witness = witness;
    this.system = witness.system();
  }

  /** Who is to be believed; before anybody asks. */
  void trust(ClockTrust newTrust) {
    trust = newTrust;
    looked = false;
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
    return standing().trusted();
  }

  @Override
  public Standing standing() {
    if (micros() < notBefore) {
      return Standing.UNSET;
    }
    long now = nanos();
    if (!looked || now - lookAt >= 0) {
      look(now);
    }
    return found;
  }

  private synchronized void look(long now) {
    if (looked && now - lookAt < 0) {
      return;
    }
    Standing before = found;
    TimeWitness.Server server = witness.server();
    everKept |= server == TimeWitness.Server.KEEPS_IT;
    found = judge(server, before);
    lookAt = now + LOOK_EVERY;
    looked = true;
  }

  private Standing judge(TimeWitness.Server server, Standing before) {
    if (server == TimeWitness.Server.KEEPS_IT) {
      return Standing.SYNCHRONISED;
    }
    return switch (trust) {
      case SYSTEM -> Standing.DECLARED;
      case NTP -> everKept ? Standing.HOLDOVER : Standing.WAITING;
      case AUTO -> {
        if (everKept) {
          yield Standing.HOLDOVER;
        }
        if (before.trusted()) {
          yield before; // it was set well, and runs since
        }
        if (witness.agreesWithBattery(micros())) {
          yield Standing.BATTERY;
        }
        if (witness.setByHost()) {
          yield Standing.HOST;
        }
        yield server == TimeWitness.Server.UNKNOWN ? Standing.ASSUMED : Standing.WAITING;
      }
    };
  }

  @Override
  public String system() {
    return system;
  }

  @Override
  public synchronized void vouch() {
    everKept = true;
    looked = false;
  }
}
