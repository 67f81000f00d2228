package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Reading;
import dev.sluice.model.SignalId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold after whatever happened to an uplink. */
final class UplinkLedgerChecker {

  /** A reading as the far side tells it from others. */
  private record Key(SignalId signal, long time) {}

  private UplinkLedgerChecker() {}

  /** The balance holds, and nothing counts as confirmed that did not arrive. */
  static void balances(CourierWorld world) {
    UplinkStatus status = world.courier().status();
    assertThat(status.balanced()).as("the balance of %s", status).isTrue();
    assertThat(status.counts().journalled()).isEqualTo(world.readings().size());
    assertThat(status.pending()).as("pending").isBetween(0L, (long) world.readings().size());
    assertThat(status.backlog()).as("backlog").isBetween(0L, status.pending());
    assertThat(status.counts().acknowledged())
        .as("confirmed, against what arrived")
        .isBetween(0L, (long) arrived(world).size());
    assertThat(status.counts().filtered()).isNotNegative();
    assertThat(status.counts().dropped()).isNotNegative();
  }

  private static Set<Key> arrived(CourierWorld world) {
    Set<Key> arrived = new HashSet<>();
    world.uplink.received().forEach(parcel -> arrived.add(new Key(parcel.signal(), parcel.time())));
    return arrived;
  }

  /** All that is not accounted for otherwise has arrived. */
  static void complete(CourierWorld world) {
    balances(world);
    UplinkStatus status = world.courier().status();
    assertThat(status.pending()).as("pending").isZero();
    assertThat(status.oldest()).as("the oldest pending").isZero();
    Set<Key> arrived = arrived(world);
    long missing = 0;
    for (Reading reading : world.readings()) {
      if (!arrived.contains(key(world, reading))) {
        missing++;
      }
    }
    assertThat(missing)
        .as("readings that never arrived, against those that are accounted for otherwise")
        .isLessThanOrEqualTo(
            status.counts().filtered()
                + status.counts().deadLettered()
                + status.counts().dropped());
  }

  /** Everything has arrived. */
  static void allArrived(CourierWorld world) {
    complete(world);
    Set<Key> arrived = arrived(world);
    assertThat(world.readings())
        .allSatisfy(reading -> assertThat(arrived).contains(key(world, reading)));
    assertThat(world.courier().status().counts().acknowledged()).isEqualTo(world.readings().size());
  }

  /**
   * Within a lane each signal's readings came in the order of time, but for repeats of what had
   * arrived before, on whichever lane.
   */
  static void inOrder(CourierWorld world, Lane lane) {
    Map<SignalId, Long> newest = new HashMap<>();
    Set<Key> seen = new HashSet<>();
    for (Parcel parcel : world.uplink.received()) {
      if (seen.add(new Key(parcel.signal(), parcel.time())) && parcel.lane() == lane) {
        Long before = newest.put(parcel.signal(), parcel.time());
        assertThat(before == null || before < parcel.time())
            .as("%s behind one of %s", parcel, before)
            .isTrue();
      }
    }
  }

  private static Key key(CourierWorld world, Reading reading) {
    return new Key(world.id(reading.signal()), reading.time());
  }
}
