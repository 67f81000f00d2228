package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.Names.Resolver;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the one session that both lanes share, and makes a new one when it is needed and gone. The
 * brokers are tried in order, on a thread of its own: whoever waits can stop waiting.
 */
final class Connector implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Connector.class);

  private static final Duration LONGEST_TRY = Duration.ofSeconds(10);

  private final String uplink;
  private final MqttSettings settings;
  private final Surroundings surroundings;
  private final Terms terms;
  private final Tls tls;
  private final Dialer dialer;
  private final WallClock clock;
  private final Consumer<Session> fresh;

  private final Client.@Nullable Ear ear;

  private @Nullable Session current;
  private @Nullable CompletableFuture<Session> dialing;
  private @Nullable Wire half;
  private boolean closed;

  /** Why the last try came to nothing, until one comes to something. */
  private String lastFailure = "";

  /**
   * A connector without a session.
   *
   * @param fresh hears of each session that was made, on the thread that made it
   * @param ear hears what comes over them; null if nothing may
   */
  Connector(
      String uplink,
      MqttSettings settings,
      Terms terms,
      Surroundings surroundings,
      Resolver resolver,
      Consumer<Session> fresh,
      Client.@Nullable Ear ear) {
    this.fresh = fresh;
    this.ear = ear;
    this.uplink = uplink;
    this.settings = settings;
    this.surroundings = surroundings;
    this.clock = surroundings.clock();
    this.terms = terms;
    this.tls = new Tls(settings, clock);
    this.dialer = new Dialer(new Names(resolver), tls, terms, clock);
  }

  /** True if there is a session now. */
  synchronized boolean connected() {
    return current != null && current.loss() == null;
  }

  /**
   * The session, made if there is none.
   *
   * @throws UnreachableException if no broker lets us in, or none has within the time
   */
  Session session(Duration bound) throws UnreachableException, InterruptedException {
    CompletableFuture<Session> dial;
    synchronized (this) {
      if (closed) {
        throw UnreachableException.forNow("this uplink is closed");
      }
      if (current != null && current.loss() == null) {
        return current;
      }
      current = null;
      if (dialing == null || dialing.isDone()) {
        CompletableFuture<Session> made = new CompletableFuture<>();
        dialing = made;
        Thread.ofPlatform().daemon().name("uplink-dial " + uplink).start(() -> dial(made));
      }
      dial = dialing;
    }
    try {
      return dial.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw UnreachableException.forNow(
          "no broker has let this gateway in within " + bound.toSeconds() + " s" + lastTry());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnreachableException why
          ? why
          : UnreachableException.forNow("the connection could not be made: " + e.getCause());
    }
  }

  /** A try may take a moment longer than one waits for it, so that its words came too late. */
  private synchronized String lastTry() {
    return lastFailure.isEmpty() ? "" : "; the try before: " + lastFailure;
  }

  private synchronized UnreachableException noted(UnreachableException failure) {
    lastFailure = String.valueOf(failure.getMessage());
    return failure;
  }

  private void dial(CompletableFuture<Session> made) {
    List<UnreachableException> failures = new ArrayList<>();
    try {
      for (Address address : terms.addresses()) {
        try {
          Session session = open(address);
          if (keep(session)) {
            fresh.accept(session);
            made.complete(session);
          }
          return;
        } catch (UnreachableException e) {
          failures.add(e);
        }
      }
      made.completeExceptionally(noted(merged(failures)));
    } catch (UnreachableException e) {
      made.completeExceptionally(noted(e));
    } catch (InterruptedException | RuntimeException | Error e) {
      made.completeExceptionally(e);
    } finally {
      made.completeExceptionally(UnreachableException.forNow("this uplink is closed"));
    }
  }

  private Session open(Address address) throws UnreachableException, InterruptedException {
    Duration bound =
        settings.timeout().compareTo(LONGEST_TRY) < 0 ? settings.timeout() : LONGEST_TRY;
    Wire wire = dialer.dial(address, bound);
    synchronized (this) {
      half = wire;
      if (closed) {
        wire.close();
      }
    }
    AtomicReference<@Nullable Loss> loss = new AtomicReference<>();
    AtomicReference<@Nullable Session> session = new AtomicReference<>();
    Client client;
    Login login = login(wire);
    try {
      client =
          terms.version().equals("5")
              ? Client5.connect(
                  settings,
                  login,
                  surroundings.gateway(),
                  surroundings.boot(),
                  wire,
                  clock,
                  bound,
                  ended -> lost(session, loss, ended),
                  ear)
              : Client3.connect(
                  settings, login, wire, bound, ended -> lost(session, loss, ended), ear);
    } catch (LetInException e) {
      throw notLetIn(e.code(), address, login, wire, bound);
    }
    Session made =
        new Session(address, wire, client, login, terms.allowance().inflight(), loss, clock);
    session.set(made);
    UnreachableException unfit = unfit(client.limits(), address);
    if (unfit != null) {
      made.leave(Loss.of(String.valueOf(unfit.getMessage())));
      throw unfit;
    }
    Loss already = loss.get();
    if (already != null) {
      made.end(already);
    }
    return made;
  }

  /** The client tells its loss; before there is a session, it is only written down. */
  private static void lost(
      AtomicReference<@Nullable Session> session,
      AtomicReference<@Nullable Loss> loss,
      Loss ended) {
    loss.compareAndSet(null, ended);
    Session live = session.get();
    if (live != null) {
      live.end(ended);
    }
  }

  private Login login(Wire wire) throws UnreachableException {
    boolean made = false;
    try {
      Login login = terms.login();
      made = true;
      return login;
    } finally {
      if (!made) {
        wire.close();
      }
    }
  }

  private UnreachableException notLetIn(
      int code, Address address, Login login, Wire wire, Duration bound) {
    IOException failure = wire.failure();
    if (code >= 0x80 && code <= 0xff) {
      return terms.notLetIn(code, address, login);
    }
    if (code == LetInException.SILENT) {
      return UnreachableException.forNow(
          address.place()
              + " takes the connection but does not answer to MQTT within "
              + bound.toSeconds()
              + " s; look whether a broker listens there");
    }
    if (failure != null && address.secure()) {
      return tls.words(failure, address);
    }
    return UnreachableException.forNow(
        address.place()
            + " ended the connection before it let us in; "
            + (address.secure()
                ? "look into the broker's log"
                : "if it expects TLS, write mqtts:// or wss:// in url, else look into its log"));
  }

  /**
   * Paho would lower QoS and retain in silence; then a confirmation would not mean what it does.
   */
  private @Nullable UnreachableException unfit(Client.Limits limits, Address address) {
    if (limits.qos() < settings.qos()) {
      return UnreachableException.untilChanged(
          address.place() + " takes at most QoS " + limits.qos() + "; write qos: " + limits.qos());
    }
    return settings.retain() && !limits.retain()
        ? UnreachableException.untilChanged(
            address.place() + " does not keep messages; write retain: false")
        : null;
  }

  private synchronized boolean keep(Session session) {
    if (closed) {
      session.leave(Loss.of("this uplink is closed"));
      return false;
    }
    current = session;
    lastFailure = "";
    half = null;
    return true;
  }

  /**
   * Replaces a session by a new one while nothing is under way. If that fails, whoever needs a
   * session next tries again and says why not.
   */
  void renew(Session old, Duration bound) throws InterruptedException {
    synchronized (this) {
      if (closed || current != old) {
        return;
      }
      current = null;
    }
    old.leave(Loss.planned("the credentials of the session were about to end"));
    try {
      session(bound);
    } catch (UnreachableException e) {
      log.info("uplink '{}' could not renew its session yet: {}", uplink, e.getMessage());
    }
  }

  private static UnreachableException merged(List<UnreachableException> failures) {
    String why =
        failures.stream().map(Throwable::getMessage).distinct().collect(Collectors.joining("; "));
    boolean forGood =
        failures.stream().allMatch(failure -> failure.verdict() instanceof Delivery.Refused);
    return forGood ? UnreachableException.untilChanged(why) : UnreachableException.forNow(why);
  }

  @Override
  public void close() {
    Session live;
    synchronized (this) {
      closed = true;
      live = current;
      current = null;
      if (half != null) {
        half.close();
      }
      if (dialing != null) {
        dialing.completeExceptionally(UnreachableException.forNow("this uplink is closed"));
      }
    }
    if (live != null) {
      live.leave(Loss.of("this uplink is closed"));
    }
  }
}
