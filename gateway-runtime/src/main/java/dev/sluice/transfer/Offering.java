package dev.sluice.transfer;

import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Samples on their way through an intake, a few arrivals at a time: however many there are, they
 * wait for the journal and not in memory. For one thread, which waits.
 */
public final class Offering {

  private static final int ARRIVALS_AT_ONCE = 4;
  private static final int PATIENCE_SECONDS = 60;

  /** An arrival is one record of the journal, which has an upper size. */
  private static final int MOST_BYTES = 128 * 1024;

  private final Intake intake;
  private final String source;
  private final Semaphore room = new Semaphore(ARRIVALS_AT_ONCE);
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicLong stored = new AtomicLong();
  private List<Sample> next = new ArrayList<>();
  private int bytes;

  /**
   * @param source who sends them, for people
   */
  public Offering(Intake intake, String source) {
    this.intake = intake;
    this.source = source;
  }

  /**
   * Takes samples that stay together, at most {@link Arrival#MAX_SAMPLES}.
   *
   * @throws IOException if nothing can be stored now; what {@link #stored} counts is
   */
  public void add(List<Sample> samples) throws IOException, InterruptedException {
    int more = 0;
    for (Sample sample : samples) {
      more +=
          switch (sample.value()) {
            case Value.Text(String text) -> text.length();
            case Value.Message message -> message.size() + message.topic().length();
            case null, default -> 0;
          };
    }
    if (next.size() + samples.size() > Arrival.MAX_SAMPLES || bytes + more > MOST_BYTES) {
      offer();
    }
    next.addAll(samples);
    bytes += more;
  }

  private void offer() throws IOException, InterruptedException {
    List<Sample> samples = next;
    next = new ArrayList<>();
    bytes = 0;
    if (samples.isEmpty()) {
      return;
    }
    take(1);
    Receipt receipt = new Receipt();
    Arrival arrival =
        new Arrival(source, Arrival.Care.ACKNOWLEDGED, false, samples, null, null, receipt);
    Intake.Verdict verdict = intake.offer(arrival);
    if (verdict != Intake.Verdict.TAKEN) {
      room.release();
      throw new IOException(
          verdict == Intake.Verdict.DISK
              ? "the disk is full or read-only: free some space"
              : "readings come in faster than they can be stored: do it again when it is quieter");
    }
    receipt.whenSettled(
        outcome -> {
          if (outcome == Outcome.FAILED) {
            failed.set(true);
          } else {
            stored.addAndGet(samples.size());
          }
          room.release();
        });
  }

  private void take(int permits) throws IOException, InterruptedException {
    if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the journal has not answered for " + PATIENCE_SECONDS + " s");
    }
    if (failed.get()) {
      throw new IOException("the journal could not be written: see that the disk has space");
    }
  }

  /**
   * Waits until all are on flash.
   *
   * @throws IOException if not all of them are
   */
  public void finish() throws IOException, InterruptedException {
    offer();
    take(ARRIVALS_AT_ONCE);
    room.release(ARRIVALS_AT_ONCE);
  }

  /** How many samples are on flash. */
  public long stored() {
    return stored.get();
  }
}
