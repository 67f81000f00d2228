package dev.sluice.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The system's names, but for one host: who asks for that waits for ever, and no interrupt helps.
 */
public final class SilentNames extends InetAddressResolverProvider {

  static final String HOST = "silent.example";

  /** Made by the Java runtime. */
  public SilentNames() {}

  @Override
  public String name() {
    return "silent";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        while (host.equals(HOST)) {
          LockSupport.park(this);
          boolean _ = Thread.interrupted();
        }
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return builtin.lookupByAddress(address);
      }
    };
  }
}
