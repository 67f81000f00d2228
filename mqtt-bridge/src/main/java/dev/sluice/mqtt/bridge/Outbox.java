package dev.sluice.mqtt.bridge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to go out over a wire: whole packets, put in by any thread, written by one of its own.
 * All that has come while it was writing goes out in one piece; so the busier, the cheaper. Bounded
 * by those who put in: nobody does so without room in the window.
 */
final class Outbox implements AutoCloseable {

  private static final int USUAL = 16 << 10;

  /** A packet being put together; bytes only, at the end of what is waiting. */
  interface Packet {
    void write(Outbox to);
  }

  private final Wire wire;
  private byte[] waiting = new byte[USUAL];
  private byte[] spare = new byte[USUAL];
  private int size;

  /** All bytes ever put in, and how many of these have been written. */
  private long put;

  private long written;
  private @Nullable IOException failure;
  private boolean started;

  /** An outbox whose thread runs from the first packet until {@link #close}, or the wire fails. */
  Outbox(Wire wire) {
    this.wire = wire;
  }

  /**
   * Puts a packet in and does not wait.
   *
   * @throws IOException if nothing goes out any more
   */
  synchronized void put(Packet packet) throws IOException {
    check();
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("uplink-outbox").start(this::run);
    }
    int before = size;
    packet.write(this);
    put += size - before;
    if (before == 0) {
      notifyAll();
    }
  }

  /**
   * Puts bytes in and waits until they are written.
   *
   * @throws IOException if they cannot be
   */
  synchronized void send(byte[] bytes, int length) throws IOException {
    put(to -> to.add(bytes, length));
    long mark = put;
    try {
      while (written < mark) {
        check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void check() throws IOException {
    if (failure != null) {
      throw new IOException("the connection is gone", failure);
    }
  }

  /** One byte; for packets alone. */
  void add(int b) {
    room(1);
    waiting[size++] = (byte) b;
  }

  /** Two bytes, the high one first. */
  void addShort(int number) {
    add(number >>> 8);
    add(number);
  }

  /** A length as MQTT writes it: seven bits a byte, the low ones first. */
  void addLength(int length) {
    int left = length;
    while (left > 0x7f) {
      add((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    add(left);
  }

  /** Bytes as they are. */
  void add(byte[] bytes, int length) {
    room(length);
    System.arraycopy(bytes, 0, waiting, size, length);
    size += length;
  }

  private void room(int more) {
    if (waiting.length - size < more) {
      waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, size + more));
    }
  }

  private void run() {
    try {
      OutputStream out = wire.out();
      while (true) {
        byte[] piece;
        int length;
        synchronized (this) {
          while (size == 0) {
            check();
            wait();
          }
          piece = waiting;
          length = size;
          waiting = spare;
          size = 0;
        }
        out.write(piece, 0, length);
        out.flush();
        synchronized (this) {
          spare = piece.length > 4 * USUAL ? new byte[USUAL] : piece;
          written += length;
          notifyAll();
        }
      }
    } catch (IOException e) {
      fail(e);
      wire.close();
    } catch (InterruptedException e) {
      fail(new IOException("interrupted", e));
    }
  }

  private synchronized void fail(IOException why) {
    if (failure == null) {
      failure = why;
    }
    notifyAll();
  }

  /** Writes nothing more; its thread ends once the wire is closed. */
  @Override
  public void close() {
    fail(new IOException("closed"));
  }
}
