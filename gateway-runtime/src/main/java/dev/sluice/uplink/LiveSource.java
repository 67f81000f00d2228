package dev.sluice.uplink;

import dev.sluice.model.Reading;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Shipment.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Readings as they come, from the queue.
 *
 * @param letGo called when some of them have become the backlog's
 */
record LiveSource(UplinkLedger ledger, Shaper shaper, int batch, WallClock clock, Runnable letGo)
    implements Source {

  @Override
  public @Nullable Shipment next() {
    if (ledger.letOldGo(clock.nanos())) {
      letGo.run();
    }
    UplinkLedger.Taken taken = ledger.take(batch);
    if (taken == null) {
      return null;
    }
    List<Item> items = new ArrayList<>(taken.readings().size());
    for (Reading reading : taken.readings()) {
      items.add(
          shaper.item(
              reading.signal(),
              reading.value(),
              reading.quality(),
              reading.time(),
              reading.seq(),
              reading.received(),
              true));
    }
    return new Shipment(new Shipment.Origin.Queue(), taken.from(), taken.below(), items);
  }

  @Override
  public boolean keeps() {
    return ledger.keepsHand(clock.nanos());
  }
}
