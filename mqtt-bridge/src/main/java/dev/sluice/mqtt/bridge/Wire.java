package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * An open way to a broker: bytes in and out, whatever lies beneath. Remembers when something was
 * last heard and what ended it.
 */
final class Wire implements Closeable {

  private final Socket raw;
  private final InputStream in;
  private final OutputStream out;
  private final WallClock clock;
  private volatile long heard;
  private volatile @Nullable String why;
  private volatile @Nullable IOException failure;

  /**
   * A way over a connected socket.
   *
   * @param raw the TCP socket itself: closing it ends reads and writes of all layers above at once,
   *     which TLS's own close does not while a write is stuck
   */
  Wire(Socket raw, InputStream in, OutputStream out, WallClock clock) {
    this.raw = raw;
    this.in = new BufferedInputStream(new Heard(in));
    this.out = out;
    this.clock = clock;
    this.heard = clock.nanos();
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** When the last byte came, by the clock's {@link WallClock#nanos()}. */
  long heard() {
    return heard;
  }

  /** Why it was closed from this side; null if nobody gave a reason. */
  @Nullable String why() {
    return why;
  }

  /** What ended reading, null if nothing did yet. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Closes with a reason; only the first one counts. */
  void close(String reason) {
    if (why == null) {
      why = reason;
    }
    close();
  }

  @Override
  public void close() {
    try {
      raw.close();
    } catch (IOException e) {
      // It is gone one way or the other.
    }
  }

  private final class Heard extends FilterInputStream {

    Heard(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int count = super.read(bytes, offset, length);
        heard = clock.nanos();
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
