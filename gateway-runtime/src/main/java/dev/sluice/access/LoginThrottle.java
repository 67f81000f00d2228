package dev.sluice.access;

import dev.sluice.time.WallClock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Slows down those who guess secrets: each failure beyond a few makes an account and an address
 * wait longer, up to a limit, and quiet heals. Nobody is ever locked out for good, and strangers
 * cannot keep out a person who has logged in from the same address before. Memory is bounded. Safe
 * from any thread.
 */
public final class LoginThrottle {

  /** How one kind of name is slowed down. */
  private record Pace(int free, Duration longest) {}

  /** The failures of one name; times are of the monotonic clock. */
  private record Failures(int count, long last) {}

  private static final Pace ACCOUNT = new Pace(5, Duration.ofMinutes(1));
  private static final Pace ADDRESS = new Pace(10, Duration.ofMinutes(5));
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration FORGET_AFTER = Duration.ofMinutes(15);
  private static final int LONGEST_NAME = 64;

  private final WallClock clock;
  private final Bounded<Failures> accounts;
  private final Bounded<Failures> addresses;
  private final Bounded<Boolean> friends;

  /** A throttle that remembers up to 10,000 accounts and as many addresses. */
  public LoginThrottle(WallClock clock) {
    this(clock, 10_000);
  }

  LoginThrottle(WallClock clock, int capacity) {
    this.clock = clock;
    this.accounts = new Bounded<>(capacity);
    this.addresses = new Bounded<>(capacity);
    this.friends = new Bounded<>(capacity);
  }

  /**
   * Asks to try a secret. Zero means: go ahead; the try counts as failed until {@link #succeeded}
   * is called, so that many at once are slowed down as well. Otherwise nothing was counted and the
   * caller says how long to wait.
   *
   * @param account the account's name, or a word for what is guessed ({@code setup code})
   * @param address where it comes from, an IP address as text; IPv6 counts by its /64 network
   */
  public synchronized Duration admit(String account, String address) {
    long now = clock.nanos();
    String name = cut(account);
    String network = network(address);
    boolean friend = friends.get(pair(name, network)) != null;
    Duration wait = wait(addresses.get(network), ADDRESS, now);
    if (!friend) {
      Duration other = wait(accounts.get(name), ACCOUNT, now);
      wait = wait.compareTo(other) >= 0 ? wait : other;
    }
    if (wait.isZero()) {
      addresses.put(network, oneMore(addresses.get(network), now));
      if (!friend) {
        accounts.put(name, oneMore(accounts.get(name), now));
      }
    }
    return wait;
  }

  /** Takes back the admitted try: the secret was right. */
  public synchronized void succeeded(String account, String address) {
    String name = cut(account);
    String network = network(address);
    accounts.remove(name);
    friends.put(pair(name, network), true);
    Failures failures = addresses.get(network);
    if (failures != null) {
      // One success does not wipe the slate: somebody with an account must not guess others'
      // freely.
      addresses.put(network, new Failures(failures.count() - 1, failures.last()));
    }
  }

  /** How many accounts, addresses and pairs are remembered. */
  synchronized int remembered() {
    return accounts.size() + addresses.size() + friends.size();
  }

  private static Failures oneMore(@Nullable Failures failures, long now) {
    boolean fresh = failures == null || now - failures.last() >= FORGET_AFTER.toNanos();
    return new Failures(fresh || failures == null ? 1 : failures.count() + 1, now);
  }

  private static Duration wait(@Nullable Failures failures, Pace pace, long now) {
    if (failures == null || failures.count() < pace.free()) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures.count() - pace.free(), 20);
    Duration pause = FIRST_WAIT.multipliedBy(1L << doublings);
    if (pause.compareTo(pace.longest()) > 0) {
      pause = pace.longest();
    }
    Duration left = pause.minusNanos(now - failures.last());
    return left.isPositive() ? left : Duration.ZERO;
  }

  private static String pair(String name, String network) {
    return name + '\n' + network;
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /** One household has a whole /64 to try from, so that is what counts. */
  private static String network(String address) {
    try {
      if (InetAddress.ofLiteral(address) instanceof Inet6Address six) {
        return HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8));
      }
    } catch (IllegalArgumentException e) {
      // Not an address: taken as the name it is.
    }
    return cut(address);
  }

  /** A map whose longest unused entry makes room. */
  private static final class Bounded<V> {

    private final int capacity;
    private final LinkedHashMap<String, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    Bounded(int capacity) {
      this.capacity = capacity;
    }

    @Nullable V get(String key) {
      return entries.get(key);
    }

    void put(String key, V value) {
      entries.put(key, value);
      if (entries.size() > capacity) {
        entries.pollFirstEntry();
      }
    }

    void remove(String key) {
      entries.remove(key);
    }

    int size() {
      return entries.size();
    }
  }
}
