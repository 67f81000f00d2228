package dev.sluice.bench;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A link of a given rate: a pair of virtual network devices with the kernel's token bucket on the
 * way up, whose far end is in a network namespace of its own. Needs root, and iproute2.
 */
final class ShapedLink implements Closeable {

  private static final String NEAR = "sluicebench0";
  private static final String FAR = "sluicebench1";
  private static final String NAMESPACE = "sluice-bench";
  private static final String NEAR_ADDRESS = "10.213.77.1/30";
  private static final String FAR_ADDRESS = "10.213.77.2";
  private static final int READ_ONLY = 0;

  private ShapedLink() {}

  /**
   * Makes the link.
   *
   * @param megabits a second, on the wire: headers count
   * @throws IOException if this user may not, or it is there already
   */
  static ShapedLink open(int megabits) throws IOException {
    ShapedLink link = new ShapedLink();
    ip("netns add " + NAMESPACE);
    try {
      ip("link add " + NEAR + " type veth peer name " + FAR + " netns " + NAMESPACE);
      ip("addr add " + NEAR_ADDRESS + " dev " + NEAR);
      ip("link set " + NEAR + " up");
      ip("-n " + NAMESPACE + " addr add " + FAR_ADDRESS + "/30 dev " + FAR);
      ip("-n " + NAMESPACE + " link set " + FAR + " up");
      run(
          "tc qdisc add dev "
              + NEAR
              + " root tbf rate "
              + megabits
              + "mbit burst 16kb latency 50ms");
      return link;
    } catch (IOException e) {
      link.close();
      throw e;
    }
  }

  /** Over it to a port at its far end. */
  Link to(int port) {
    return new End(new InetSocketAddress(FAR_ADDRESS, port));
  }

  private record End(InetSocketAddress address) implements Link {

    @Override
    public ServerSocketChannel listen() throws IOException {
      return beyond(address);
    }

    @Override
    public long carried() throws IOException {
      return Long.parseLong(
          Files.readString(Path.of("/sys/class/net", NEAR, "statistics/tx_bytes")).strip());
    }
  }

  /** A socket belongs to the namespace that its thread was in when it was made, for good. */
  private static ServerSocketChannel beyond(InetSocketAddress address) throws IOException {
    CompletableFuture<ServerSocketChannel> made = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("namespace")
        .start(
            () -> {
              try {
                enter();
                made.complete(ServerSocketChannel.open().bind(address));
              } catch (Throwable e) {
                made.completeExceptionally(e);
              }
            });
    try {
      return made.get();
    } catch (ExecutionException e) {
      throw new IOException("nobody can listen in namespace " + NAMESPACE, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Takes this thread into the namespace; it must not be used for anything else later. */
  @SuppressWarnings("restricted")
  private static void enter() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle setns =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setns"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/run/netns/" + NAMESPACE);
      int namespace = (int) open.invokeExact(path, READ_ONLY);
      if (namespace < 0 || (int) setns.invokeExact(namespace, 0) != 0) {
        throw new IOException("cannot enter namespace " + NAMESPACE);
      }
    }
  }

  /** Takes the devices and the namespace away, which else would stay as long as its sockets. */
  @Override
  public void close() throws IOException {
    try {
      ip("link del " + NEAR);
    } finally {
      ip("netns del " + NAMESPACE);
    }
  }

  private static void ip(String arguments) throws IOException {
    run("ip " + arguments);
  }

  private static void run(String command) throws IOException {
    Process process = new ProcessBuilder(command.split(" ", -1)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("'" + command + "' failed: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
