package dev.sluice.console.auth;

import dev.sluice.access.Role;
import dev.sluice.config.ConsoleSection;
import dev.sluice.state.Accounts;
import dev.sluice.time.WallClock;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in. Kept in memory only: a restart logs everybody out. Measured by the monotonic
 * clock, so that a step of the wall time neither ends nor prolongs a session. Safe from any thread.
 */
public final class Sessions {

  private static final int MAX_SESSIONS = 1000;
  private static final int ID_BYTES = 32;

  private final WallClock clock;
  private final SecureRandom random;
  private final long idleNanos;
  private final long absoluteNanos;
  private final LinkedHashMap<String, Entry> byId = new LinkedHashMap<>(16, 0.75f, true);

  private record Entry(Session session, long lastSeen) {}

  public Sessions(ConsoleSection.Session settings, WallClock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    this.idleNanos = settings.idle().toNanos();
    this.absoluteNanos = settings.absolute().toNanos();
  }

  /** Begins a session with a fresh id; beyond 1,000 the one quiet for longest ends. */
  public synchronized Session begin(Accounts.Account account) {
    long now = clock.nanos();
    Session session =
        new Session(
            secret(), account.name(), account.role(), account.passwordHash(), secret(), now);
    byId.put(session.id(), new Entry(session, now));
    if (byId.size() > MAX_SESSIONS) {
      byId.pollFirstEntry();
    }
    return session;
  }

  /** The session with this id if it has not ended; counts as a sign of life. */
  public synchronized Optional<Session> touch(@Nullable String id) {
    if (id == null) {
      return Optional.empty();
    }
    Entry entry = byId.get(id);
    if (entry == null) {
      return Optional.empty();
    }
    long now = clock.nanos();
    if (over(entry, now)) {
      byId.remove(id);
      return Optional.empty();
    }
    byId.put(id, new Entry(entry.session(), now));
    return Optional.of(entry.session());
  }

  /** The session with this id as it is now, without a sign of life. */
  public synchronized Optional<Session> peek(String id) {
    long now = clock.nanos();
    for (Map.Entry<String, Entry> each : byId.entrySet()) { // get() would count as use
      if (each.getKey().equals(id)) {
        return over(each.getValue(), now)
            ? Optional.empty()
            : Optional.of(each.getValue().session());
      }
    }
    return Optional.empty();
  }

  /** Ends a session. */
  public synchronized void end(String id) {
    byId.remove(id);
  }

  /** How many there are. */
  public synchronized int count() {
    return byId.size();
  }

  /**
   * Ends sessions whose time is over or whose account is gone or has a new password, and takes over
   * changed roles. May block as the accounts do: never on an event loop.
   */
  public void review(Accounts accounts) {
    for (Session session : all()) {
      Accounts.@Nullable Account account = accounts.find(session.user()).orElse(null);
      synchronized (this) {
        Entry entry = byId.get(session.id());
        if (entry == null) {
          continue;
        }
        if (account == null
            || !account.passwordHash().equals(session.passwordHash())
            || over(entry, clock.nanos())) {
          byId.remove(session.id());
        } else if (account.role() != session.role()) {
          byId.put(
              session.id(), new Entry(withRole(entry.session(), account.role()), entry.lastSeen()));
        }
      }
    }
  }

  private synchronized List<Session> all() {
    List<Session> all = new ArrayList<>(byId.size());
    byId.values().forEach(entry -> all.add(entry.session()));
    return all;
  }

  private static Session withRole(Session session, Role role) {
    return new Session(
        session.id(),
        session.user(),
        role,
        session.passwordHash(),
        session.csrf(),
        session.since());
  }

  private boolean over(Entry entry, long now) {
    return now - entry.lastSeen() >= idleNanos || now - entry.session().since() >= absoluteNanos;
  }

  private String secret() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
