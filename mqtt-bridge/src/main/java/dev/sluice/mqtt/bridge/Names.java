package dev.sluice.mqtt.bridge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of a host in bounded time, though the system's resolver has no bound: a
 * question that was given up goes on, and whoever asks again waits for the same one. So a name
 * server that does not answer costs one thread for each host, however often it is asked.
 */
final class Names {

  /** Asks the system, or a test. */
  @FunctionalInterface
  interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The system's own. */
    static Resolver ofSystem() {
      return host -> List.of(InetAddress.getAllByName(host));
    }
  }

  private final Resolver resolver;
  private final Map<String, CompletableFuture<List<InetAddress>>> asked = new HashMap<>();

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The addresses of a host, at least one, in the order in which they should be tried.
   *
   * @throws UnreachableException if there are none, or no answer comes in time
   */
  List<InetAddress> find(String host, Duration bound)
      throws UnreachableException, InterruptedException {
    try {
      return ask(host).get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw UnreachableException.forNow(
          "no name server has said within "
              + bound.toSeconds()
              + " s where "
              + host
              + " is; look at /etc/resolv.conf and the network, or write an IP address in url");
    } catch (ExecutionException e) {
      throw UnreachableException.forNow(
          "no name server knows a host "
              + host
              + "; look at its spelling in url, and at /etc/resolv.conf");
    }
  }

  private CompletableFuture<List<InetAddress>> ask(String host) {
    synchronized (asked) {
      CompletableFuture<List<InetAddress>> known = asked.get(host);
      if (known != null) {
        return known;
      }
      CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
      asked.put(host, answer);
      // A thread of the platform: the resolver would keep a virtual one's carrier busy.
      Thread.ofPlatform().daemon().name("uplink-name " + host).start(() -> resolve(host, answer));
      return answer;
    }
  }

  private void resolve(String host, CompletableFuture<List<InetAddress>> answer) {
    try {
      List<InetAddress> found = resolver.resolve(host);
      forget(host);
      if (found.isEmpty()) {
        answer.completeExceptionally(new UnknownHostException(host));
      } else {
        answer.complete(found);
      }
    } catch (UnknownHostException | RuntimeException e) {
      forget(host);
      answer.completeExceptionally(e);
    }
  }

  private void forget(String host) {
    synchronized (asked) {
      asked.remove(host);
    }
  }
}
