package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health.Check;
import dev.sluice.uplink.UplinkStatus;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Whether readings get on to where they should. Says no more than names: health is shown without a
 * log-in, and an error may hold an address.
 */
final class UplinkCheck {

  private UplinkCheck() {}

  static Check look(List<UplinkStatus> uplinks) {
    StringJoiner causes = new StringJoiner("; ");
    for (UplinkStatus uplink : uplinks) {
      String cause = cause(uplink);
      if (cause != null) {
        causes.add("'" + uplink.id() + "' " + cause);
      }
    }
    return Checks.of(Condition.DEGRADED, causes.toString());
  }

  private static @Nullable String cause(UplinkStatus uplink) {
    if (!uplink.balanced()) {
      return "has an account that does not balance: please report it";
    }
    return switch (uplink.state()) {
      case REFUSED ->
          "is refused by its destination: everything is kept, but nothing is sent before somebody"
              + " has changed something";
      case BACKING_OFF ->
          uplink.flowing() ? null : "gets nothing through: everything is kept and tried again";
      // Up without flowing is a backlog that waits for its hours.
      case CONNECTING, UP, PAUSED, DISABLED, REMOVED -> null;
    };
  }
}
