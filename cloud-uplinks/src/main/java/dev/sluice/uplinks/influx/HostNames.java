package dev.sluice.uplinks.influx;

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
import okhttp3.Dns;

/**
 * Looks hosts up in bounded time, which the system's resolver has not. A question that was given up
 * goes on in a thread of its own, and whoever asks again waits for the same one: a name server that
 * is silent costs one thread, however often it is asked.
 */
final class HostNames implements Dns {

  private final Dns system;
  private final Duration bound;
  private final Map<String, CompletableFuture<List<InetAddress>>> open = new HashMap<>();

  /**
   * Asks another that may hang.
   *
   * @param bound how long an answer is waited for
   */
  HostNames(Dns system, Duration bound) {
    this.system = system;
    this.bound = bound;
  }

  /** No answer came; the message is for people. */
  static final class Unanswered extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private Unanswered(String why) {
      super(why);
    }
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    try {
      return question(host).get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Unanswered(
          "the name "
              + host
              + " could not be looked up within "
              + bound.toMillis()
              + " ms: no name server answers; look at the network and /etc/resolv.conf, or write"
              + " an IP address in url");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unanswered("the look-up of " + host + " was broken off");
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  private CompletableFuture<List<InetAddress>> question(String host) {
    synchronized (open) {
      CompletableFuture<List<InetAddress>> already = open.get(host);
      if (already != null) {
        return already;
      }
      CompletableFuture<List<InetAddress>> question = new CompletableFuture<>();
      open.put(host, question);
      // Of the platform: the resolver would keep the carrier of a virtual one busy.
      Thread.ofPlatform().daemon().name("uplink-name " + host).start(() -> ask(host, question));
      return question;
    }
  }

  private void ask(String host, CompletableFuture<List<InetAddress>> question) {
    try {
      List<InetAddress> found = system.lookup(host);
      close(host);
      question.complete(found);
    } catch (UnknownHostException | RuntimeException e) {
      close(host);
      question.completeExceptionally(e);
    }
  }

  private void close(String host) {
    synchronized (open) {
      open.remove(host);
    }
  }
}
