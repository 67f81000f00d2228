package dev.sluice.driver;

import dev.sluice.model.Value;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A write on its way from the thread that asked for it to the loop that performs it. */
final class DeviceWrite {

  private final String name;
  private final Value value;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<Void> result = new CompletableFuture<>();

  DeviceWrite(String name, Value value) {
    this.name = name;
    this.value = value;
  }

  String name() {
    return name;
  }

  Value value() {
    return value;
  }

  /** The loop's claim on it; false if the asker has given up waiting. */
  boolean begin() {
    return taken.compareAndSet(false, true);
  }

  void done() {
    result.complete(null);
  }

  void refuse(DriverException why) {
    result.completeExceptionally(why);
  }

  void await(Duration patience) throws DriverException, InterruptedException {
    try {
      result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw DriverException.retry(
          begin()
              ? "the device was busy for " + patience + "; nothing was written"
              : "the device did not answer within " + patience + "; it may have taken the value",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DriverException refused
          ? refused
          : DriverException.retry("the write failed: " + e.getCause(), e);
    }
  }
}
