package dev.sluice.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers each client's last publishes, so that a resend of one is recognised. Bounded: the
 * client quiet for longest makes room.
 */
final class Resends {

  /** How many publishes of a client are remembered. */
  static final int WINDOW = 256;

  private static final int CLIENTS = 4_096;

  private final Map<String, Window> clients = new LinkedHashMap<>(64, 0.75f, true);

  private static final class Window {
    private final long[] keys = new long[WINDOW];
    private final int[] packets = new int[WINDOW];
    private int next;
  }

  /** A publish will be journalled. */
  void remember(String client, int packet, long hash) {
    Window window = clients.get(client);
    if (window == null) {
      window = new Window();
      clients.put(client, window);
      if (clients.size() > CLIENTS) {
        clients.remove(clients.keySet().iterator().next());
      }
    }
    // A client uses an id again once it has its acknowledgement: what the id meant before is over.
    for (int i = 0; i < WINDOW; i++) {
      if (window.packets[i] == packet) {
        window.keys[i] = 0;
      }
    }
    window.keys[window.next] = key(packet, hash);
    window.packets[window.next] = packet;
    window.next = (window.next + 1) % WINDOW;
  }

  /**
   * True if this publish is one of the client's last, and its packet id has not been used since.
   */
  boolean knows(String client, int packet, long hash) {
    Window window = clients.get(client);
    if (window == null) {
      return false;
    }
    long wanted = key(packet, hash);
    for (long key : window.keys) {
      if (key == wanted) {
        return true;
      }
    }
    return false;
  }

  /** A publish was not journalled after all. */
  void forget(String client, int packet, long hash) {
    Window window = clients.get(client);
    if (window != null) {
      long unwanted = key(packet, hash);
      for (int i = 0; i < WINDOW; i++) {
        if (window.keys[i] == unwanted) {
          window.keys[i] = 0;
        }
      }
    }
  }

  /** Never 0, which marks an empty place. */
  private static long key(int packet, long hash) {
    return (hash * 0x9E3779B97F4A7C15L + packet) | 1L << 63;
  }
}
