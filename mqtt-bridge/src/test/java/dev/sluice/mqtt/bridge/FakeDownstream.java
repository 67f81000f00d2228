package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.Downstream;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.LocalPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A gateway that notes what it is told to do; without a local broker it says so. */
final class FakeDownstream implements Downstream {

  /** A signal that was set. */
  record Written(SignalId signal, Value value) {}

  private final List<Written> written = new CopyOnWriteArrayList<>();
  private final List<LocalMessage> published = new CopyOnWriteArrayList<>();
  private volatile @Nullable LocalPublisher broker;
  private volatile @Nullable CountDownLatch held;
  private volatile @Nullable Refusal refusal;

  List<Written> written() {
    return List.copyOf(written);
  }

  List<LocalMessage> published() {
    return List.copyOf(published);
  }

  /** Publishes through this from now on. */
  FakeDownstream through(LocalPublisher other) {
    broker = other;
    return this;
  }

  /** The device takes nothing until the latch opens. */
  void hold(CountDownLatch latch) {
    held = latch;
  }

  /** The device refuses everything. */
  void refuse(Cause cause, String why) {
    refusal = new Refusal(cause, why);
  }

  @Override
  public void write(SignalId signal, Value value) throws Refusal, InterruptedException {
    CountDownLatch latch = held;
    if (latch != null) {
      latch.await();
    }
    Refusal no = refusal;
    if (no != null) {
      throw no;
    }
    written.add(new Written(signal, value));
  }

  @Override
  public void publish(LocalMessage message) throws Refusal, InterruptedException {
    LocalPublisher local = broker;
    if (local == null) {
      throw new Refusal(Cause.NOT_READY, "no broker yet");
    }
    local.publish(message);
    published.add(message);
  }
}
