package dev.sluice.mqtt.bridge;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/** An open wire in the shape of a socket: what Paho is given instead of making one itself. */
final class HandedSocket extends Socket {

  private final Wire wire;

  HandedSocket(Wire wire) {
    this.wire = wire;
  }

  /** A factory that has this one socket. */
  static SocketFactory factory(Wire wire) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        return new HandedSocket(wire);
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
    return wire.in();
  }

  @Override
  public OutputStream getOutputStream() {
    return wire.out();
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
