package dev.sluice.mqtt.broker;

import dev.sluice.pipeline.Receipt;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of one connection's QoS 1 publishes whose PUBACK has not passed yet, oldest first.
 *
 * <p>Not thread-safe: HiveMQ runs everything of one client id on one thread. Acknowledgements come
 * almost always in the order of the publishes, so the oldest entry is nearly always the one looked
 * for.
 */
final class PendingAcks {

  /** As many as there are packet ids. */
  private static final int MAX = 65_536;

  private int[] ids = new int[16];
  private @Nullable Receipt[] receipts = new Receipt[16];
  private int head;
  private int size;

  /** Adds the newest; false when there are too many already. */
  boolean add(int packet, Receipt receipt) {
    if (size == ids.length) {
      if (size == MAX) {
        return false;
      }
      grow();
    }
    int at = (head + size) & (ids.length - 1);
    ids[at] = packet;
    receipts[at] = receipt;
    size++;
    return true;
  }

  /** Takes out the oldest with this packet id, or null. */
  @Nullable Receipt take(int packet) {
    int mask = ids.length - 1;
    for (int i = 0; i < size; i++) {
      int at = (head + i) & mask;
      if (ids[at] == packet) {
        Receipt found = receipts[at];
        for (int j = i; j > 0; j--) {
          int to = (head + j) & mask;
          int from = (head + j - 1) & mask;
          ids[to] = ids[from];
          receipts[to] = receipts[from];
        }
        receipts[head] = null;
        head = (head + 1) & mask;
        size--;
        return found;
      }
    }
    return null;
  }

  int size() {
    return size;
  }

  private void grow() {
    int[] moreIds = new int[ids.length * 2];
    @Nullable Receipt[] moreReceipts = Arrays.copyOf(receipts, ids.length * 2);
    for (int i = 0; i < size; i++) {
      int at = (head + i) & (ids.length - 1);
      moreIds[i] = ids[at];
      moreReceipts[i] = receipts[at];
    }
    ids = moreIds;
    receipts = moreReceipts;
    head = 0;
  }
}
