package dev.sluice.uplink;

import dev.sluice.model.Reading;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Shipment.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readings as they come, from the queue. */
record LiveSource(UplinkLedger ledger, Shaper shaper, int batch, WallClock clock)
    implements Source {

  @Override
  public @Nullable Shipment next() {
    UplinkLedger.Taken taken = ledger.take(batch, clock.micros());
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
    return ledger.keepsHand(clock.micros());
  }
}
