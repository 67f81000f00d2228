package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.ModifiableSubscription;
import dev.sluice.meters.TroubleBook;
import dev.sluice.time.WallClock;

/**
 * Keeps a device from subscribing to more than its key allows.
 *
 * <p>HiveMQ's own permissions take a subscription's # for a level that a permission's + allows, so
 * a right to {@code a/+} would open {@code a/#}. Therefore we decide, and turn what is not allowed
 * into a filter that HiveMQ is told to refuse: so the client gets the right answer for each filter.
 */
final class SubscriptionGuard implements SubscribeInboundInterceptor {

  /** Refused to everybody who has a device key. */
  static final String REFUSED = "$refused";

  private final String client;
  private final Rights rights;
  private final TroubleBook troubles;
  private final WallClock clock;

  SubscriptionGuard(String client, Rights rights, TroubleBook troubles, WallClock clock) {
    this.client = client;
    this.rights = rights;
    this.troubles = troubles;
    this.clock = clock;
  }

  @Override
  public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
    try {
      for (ModifiableSubscription wish : output.getSubscribePacket().getSubscriptions()) {
        String filter = wish.getTopicFilter();
        if (!rights.maySubscribe(filter)) {
          troubles.note(client, "subscribe-not-authorized", filter, "", clock.micros());
          wish.setTopicFilter(REFUSED);
        }
      }
    } catch (Error e) {
      // An Error would hang HiveMQ's thread; an exception makes it refuse the whole packet.
      throw new IllegalStateException("a SUBSCRIBE failed", e);
    }
  }
}
