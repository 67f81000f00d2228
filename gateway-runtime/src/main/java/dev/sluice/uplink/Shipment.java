package dev.sluice.uplink;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Readings in the hands of one lane, and what has become of each. They are settled from the front
 * on, in runs; what arrived further back is remembered here, so that it is not sent again.
 *
 * <p>Used by the lane's thread alone.
 */
final class Shipment {

  /** Where the readings are from. */
  sealed interface Origin {

    /** The live queue. */
    record Queue() implements Origin {}

    /** The journal. */
    record Log() implements Origin {}

    /**
     * History.
     *
     * @param next where the pass is when all of it is settled; null at its end
     */
    record Archive(Pass pass, @Nullable Pass next) implements Origin {}
  }

  /** What becomes of a reading. */
  enum Fate {
    OPEN,
    ACKNOWLEDGED,
    FILTERED,
    DEAD,
    REMOVED
  }

  /**
   * One reading.
   *
   * @param seq its place in the journal; -1 if it is from history
   * @param signal its index
   * @param since when it was received (from history, its own time), µs since 1970
   * @param parcel null if it is not to be sent
   * @param fate what is clear from the beginning, or {@link Fate#OPEN}
   * @param counted false for one that history gave and that most likely is not among the seqs in
   *     question
   */
  record Item(
      long seq, int signal, long since, @Nullable Parcel parcel, Fate fate, boolean counted) {}

  /** A reading that the destination will never take. */
  record Dead(Parcel parcel, String why) {}

  /**
   * A run that is dealt with.
   *
   * @param from where it starts, seq
   * @param below the seq behind it
   * @param since about when the next one was received
   * @param place how far a pass over history is; null at its end, and for readings not from there
   */
  record Run(
      long from,
      long below,
      long since,
      @Nullable Pass place,
      long acknowledged,
      long filtered,
      long removed,
      List<Dead> dead,
      long deadCounted) {

    long readings() {
      return acknowledged + filtered + removed + deadCounted;
    }
  }

  private final Origin origin;
  private final long below;
  private final List<Item> items;
  private final Fate[] fates;
  private final @Nullable String[] why;
  private final List<Integer> attempt = new ArrayList<>();
  private long from;
  private int settled;
  private boolean ended;

  /**
   * Nothing of it is settled.
   *
   * @param from the first seq it is about
   * @param below the seq behind the last
   */
  Shipment(Origin origin, long from, long below, List<Item> items) {
    this.origin = origin;
    this.from = from;
    this.below = below;
    this.items = items;
    this.fates = new Fate[items.size()];
    this.why = new @Nullable String[items.size()];
    for (int i = 0; i < fates.length; i++) {
      fates[i] = items.get(i).fate();
    }
  }

  Origin origin() {
    return origin;
  }

  /** True if all of it is settled. */
  boolean ended() {
    return ended;
  }

  /**
   * When the first reading that is not settled was received, µs; {@link Long#MAX_VALUE} if none.
   */
  long since() {
    return settled < fates.length ? items.get(settled).since() : Long.MAX_VALUE;
  }

  /**
   * The next ones to send, in order.
   *
   * @param most so many, at least one
   * @param bytes about so many, but at least one reading
   */
  List<Parcel> next(int most, long bytes) {
    attempt.clear();
    List<Parcel> parcels = new ArrayList<>();
    long size = 0;
    for (int i = settled; i < fates.length && parcels.size() < most; i++) {
      Parcel parcel = items.get(i).parcel();
      if (fates[i] != Fate.OPEN || parcel == null) {
        continue;
      }
      size += Weight.of(parcel);
      if (size > bytes && !parcels.isEmpty()) {
        break;
      }
      attempt.add(i);
      parcels.add(parcel);
    }
    return parcels;
  }

  /** All of the last attempt arrived. */
  void delivered() {
    attempt.forEach(i -> fates[i] = Fate.ACKNOWLEDGED);
  }

  /** These of the last attempt arrived. */
  void arrived(BitSet which) {
    for (int i = 0; i < attempt.size(); i++) {
      if (which.get(i)) {
        fates[attempt.get(i)] = Fate.ACKNOWLEDGED;
      }
    }
  }

  /** All of the last attempt arrived but these, which never will. */
  void poisoned(Map<Integer, String> which) {
    for (int i = 0; i < attempt.size(); i++) {
      String reason = which.get(i);
      int place = attempt.get(i);
      fates[place] = reason == null ? Fate.ACKNOWLEDGED : Fate.DEAD;
      why[place] = reason;
    }
  }

  /** What can be settled now, or null if that is nothing. */
  @Nullable Run settle() {
    if (ended) {
      return null;
    }
    int start = settled;
    long acknowledged = 0;
    long filtered = 0;
    long removed = 0;
    long deadCounted = 0;
    List<Dead> dead = new ArrayList<>(0);
    while (settled < fates.length && fates[settled] != Fate.OPEN) {
      Item item = items.get(settled);
      int one = item.counted() ? 1 : 0;
      switch (fates[settled]) {
        case ACKNOWLEDGED -> acknowledged += one;
        case FILTERED -> filtered += one;
        case REMOVED -> removed += one;
        case DEAD -> {
          deadCounted += one;
          if (item.parcel() != null) {
            dead.add(new Dead(item.parcel(), String.valueOf(why[settled])));
          }
        }
        case OPEN -> {}
      }
      settled++;
    }
    ended = settled == fates.length;
    if (settled == start && !ended) {
      return null;
    }
    long runFrom = from;
    Pass place = null;
    if (origin instanceof Origin.Archive(Pass pass, Pass next)) {
      place = ended ? next : pass.at(items.get(settled).signal(), items.get(settled).since());
    } else {
      from = ended ? below : items.get(settled).seq();
    }
    long since = ended && settled > 0 ? items.get(settled - 1).since() : since();
    return new Run(
        runFrom,
        from,
        since == Long.MAX_VALUE ? 0 : since,
        place,
        acknowledged,
        filtered,
        removed,
        dead,
        deadCounted);
  }
}
