package dev.sluice.app;

import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.LocalPublisher;
import org.jspecify.annotations.Nullable;

/** The way to the local broker, which starts after the gateway that may want to publish there. */
final class BrokerDoor implements LocalPublisher {

  private volatile @Nullable LocalPublisher broker;

  /** From now on messages go there. */
  void open(LocalPublisher started) {
    broker = started;
  }

  @Override
  public void publish(LocalMessage message) throws Refusal, InterruptedException {
    LocalPublisher open = broker;
    if (open == null) {
      throw new Refusal(Cause.NOT_READY, "the MQTT broker of this gateway is not up yet");
    }
    open.publish(message);
  }
}
