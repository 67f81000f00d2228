package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** Opens the way to a broker: its name, TCP, TLS, WebSocket; each step in bounded time. */
final class Dialer {

  /** Of a name with many addresses, so many are tried. */
  private static final int MOST_ADDRESSES = 4;

  private final Names names;
  private final Tls tls;
  private final Terms terms;
  private final WallClock clock;
  private final SecureRandom random = new SecureRandom();

  Dialer(Names names, Tls tls, Terms terms, WallClock clock) {
    this.names = names;
    this.tls = tls;
    this.terms = terms;
    this.clock = clock;
  }

  /** Opens the way, or says why not. */
  Wire dial(Address address, Duration bound) throws UnreachableException, InterruptedException {
    long start = clock.nanos();
    List<InetAddress> found = names.find(address.host(), bound);
    Socket raw = connect(address, found, bound.minusNanos(clock.nanos() - start));
    boolean open = false;
    try (Fuse fuse = Fuse.lit(bound.minusNanos(clock.nanos() - start), () -> abandon(raw))) {
      Wire wire = layers(raw, address, fuse, bound);
      open = true;
      return wire;
    } finally {
      if (!open) {
        abandon(raw);
      }
    }
  }

  private Wire layers(Socket raw, Address address, Fuse fuse, Duration bound)
      throws UnreachableException {
    try {
      if (!address.secure() && !address.webSocket()) {
        return new Wire(raw, raw.getInputStream(), raw.getOutputStream(), clock);
      }
      Socket socket = raw;
      if (address.secure()) {
        SSLSocket secured = tls.over(raw, address, terms.protocol(address));
        socket = secured;
      }
      if (!address.webSocket()) {
        return new Wire(raw, socket.getInputStream(), socket.getOutputStream(), clock);
      }
      WebSocketStream stream =
          WebSocketStream.open(address, socket.getInputStream(), socket.getOutputStream(), random);
      return new Wire(raw, stream.input(), stream.output(), clock);
    } catch (IOException e) {
      throw fuse.blown()
          ? tooLong(address, bound)
          : UnreachableException.forNow(
              "the connection to " + address.place() + " ended: " + Tls.plain(e));
    } catch (UnreachableException e) {
      throw fuse.blown() ? tooLong(address, bound) : e;
    }
  }

  private static Socket connect(Address address, List<InetAddress> found, Duration bound)
      throws UnreachableException {
    int tries = Math.min(found.size(), MOST_ADDRESSES);
    int millis = (int) Math.max(1, bound.toMillis() / tries);
    UnreachableException last = null;
    for (InetAddress one : found.subList(0, tries)) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(new InetSocketAddress(one, address.port()), millis);
        return socket;
      } catch (IOException e) {
        abandon(socket);
        last = words(e, address);
      }
    }
    throw last == null ? tooLong(address, bound) : last;
  }

  private static UnreachableException words(IOException failure, Address address) {
    String place = address.place();
    return UnreachableException.forNow(
        switch (failure) {
          case SocketTimeoutException _ ->
              place + " does not answer; look whether the host is up and no firewall is between";
          case NoRouteToHostException _ -> "no way leads to " + place + "; look at the network";
          case ConnectException _ ->
              place
                  + " is there, but nobody listens on this port; start the broker, or look at the"
                  + " port in url";
          default -> place + " cannot be reached: " + Tls.plain(failure);
        });
  }

  private static UnreachableException tooLong(Address address, Duration bound) {
    return UnreachableException.forNow(
        address.place()
            + " takes the connection but does not answer within "
            + bound.toSeconds()
            + " s; look whether "
            + address
            + " is what listens there");
  }

  private static void abandon(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone one way or the other.
    }
  }
}
