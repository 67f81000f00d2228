package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** The way from a gateway to what is upstream of it. */
interface Link {

  /** Where the gateway connects to. */
  InetSocketAddress address();

  /** Listens at the far end. */
  ServerSocketChannel listen() throws IOException;

  /** Bytes that have gone up so far, headers of the network included; 0 if nobody counts. */
  long carried() throws IOException;

  /** As fast as this machine. */
  record Loopback(InetSocketAddress address) implements Link {

    static Loopback open() throws IOException {
      return new Loopback(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Subject.freePort()));
    }

    @Override
    public ServerSocketChannel listen() throws IOException {
      return ServerSocketChannel.open().bind(address);
    }

    @Override
    public long carried() {
      return 0;
    }
  }
}
