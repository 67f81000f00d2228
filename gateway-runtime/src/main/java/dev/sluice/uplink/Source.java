package dev.sluice.uplink;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a lane gets its readings from. Used by the lane's thread. */
interface Source {

  /** The next ones; null if there are none now. */
  @Nullable Shipment next() throws IOException, InterruptedException;

  /** A delivery failed: true if the lane keeps what it has and tries it again. */
  boolean keeps();
}
