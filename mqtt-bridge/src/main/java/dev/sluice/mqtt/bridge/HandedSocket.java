package dev.sluice.mqtt.bridge;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** An open wire in the shape of a socket: what Paho is given instead of making one itself. */
final class HandedSocket extends Socket {

  private final Wire wire;
  private final InputStream in;
  private final OutputStream out;

  HandedSocket(Wire wire, InputStream in, OutputStream out) {
    this.wire = wire;
    this.in = in;
    this.out = out;
  }

  /** A factory that has this one socket; null if nothing but Paho uses the wire. */
  static SocketFactory factory(Wire wire, @Nullable Express express) {
    return express == null
        ? factory(wire, wire.in(), wire.out())
        : factory(wire, express.in(), express.out());
  }

  private static SocketFactory factory(Wire wire, InputStream in, OutputStream out) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        return new HandedSocket(wire, in, out);
      }

      @Override
      public Socket createSocket(String host, int port) {
        return createSocket();
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        return createSocket();
      }

      @Override
      public Socket createSocket(InetAddress host, int port) {
        return createSocket();
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return createSocket();
      }
    };
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) {
    // It is connected.
  }

  /** Reads wait until the wire is closed: a read that gives up half-way could lose bytes. */
  @Override
  public void setSoTimeout(int timeout) {}

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void shutdownInput() {
    wire.close();
  }

  @Override
  public void close() {
    wire.close();
  }
}
