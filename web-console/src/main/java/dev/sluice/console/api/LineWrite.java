package dev.sluice.console.api;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.Parsed;
import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one body on their way through the intake: a few arrivals at a time, so that one
 * large body cannot fill it. Used by one thread, which waits.
 */
final class LineWrite {

  private static final int ARRIVALS_AT_ONCE = 4;
  private static final int PATIENCE_SECONDS = 60;

  /** An arrival is one record of the journal, which has an upper size. */
  private static final int MOST_TEXT = 128 * 1024;

  private static final int MAX_NAMED = 50;

  private final Intake intake;
  private final String source;
  private final List<BadLine> bad = new ArrayList<>();
  private final Semaphore room = new Semaphore(ARRIVALS_AT_ONCE);
  private final AtomicBoolean failed = new AtomicBoolean();
  private List<Sample> next = new ArrayList<>();
  private int text;
  private int badCount;
  private Intake.@Nullable Verdict refusal;

  LineWrite(Intake intake, String source) {
    this.intake = intake;
    this.source = source;
  }

  /** Takes all lines of a body; each stays whole, in one record of the journal. */
  void take(Parsed parsed) {
    parsed.lines().forEach(this::line);
    bad.addAll(parsed.bad().subList(0, Math.min(parsed.bad().size(), MAX_NAMED)));
    badCount += parsed.badLines();
  }

  private void line(List<Sample> samples) {
    int words = 0;
    for (Sample sample : samples) {
      words +=
          switch (sample.value()) {
            case Value.Text(String said) -> said.length();
            case Value.Message message -> message.size() + message.topic().length();
            case null, default -> 0;
          };
    }
    if (next.size() + samples.size() > Arrival.MAX_SAMPLES || text + words > MOST_TEXT) {
      offer();
    }
    next.addAll(samples);
    text += words;
  }

  private void offer() {
    List<Sample> samples = next;
    next = new ArrayList<>();
    text = 0;
    if (samples.isEmpty() || refusal != null) {
      return;
    }
    await(1);
    Receipt receipt = new Receipt();
    Arrival arrival =
        new Arrival(source, Arrival.Care.ACKNOWLEDGED, false, samples, null, null, receipt);
    Intake.Verdict verdict = intake.offer(arrival);
    if (verdict != Intake.Verdict.TAKEN) {
      room.release();
      refusal = verdict;
      return;
    }
    receipt.whenSettled(
        outcome -> {
          if (outcome == Outcome.FAILED) {
            failed.set(true);
          }
          room.release();
        });
  }

  private void await(int permits) {
    try {
      if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.of(
            ProblemType.OUTCOME_UNKNOWN,
            "The journal has not answered for " + PATIENCE_SECONDS + " s.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.later(ProblemType.BUSY, "The gateway is stopping.", 10);
    }
  }

  /**
   * Waits until the last reading is settled.
   *
   * @throws Problem if not all of them are on flash
   */
  void finish() {
    offer();
    await(ARRIVALS_AT_ONCE);
    if (failed.get()) {
      throw Problem.of(ProblemType.OUTCOME_UNKNOWN, "The journal could not be written.");
    }
    if (refusal == Intake.Verdict.DISK) {
      throw Problem.of(ProblemType.DISK_FULL, "");
    }
    if (refusal == Intake.Verdict.FULL) {
      throw Problem.later(
          ProblemType.BUSY, "Readings arrive faster than they can be stored; send all again.", 1);
    }
    if (badCount > 0) {
      throw badLines();
    }
  }

  private Problem badLines() {
    return Problem.of(ProblemType.BAD_LINES, badCount + " of the lines could not be read.")
        .with(
            json -> {
              json.writeArrayFieldStart("lines");
              for (BadLine line : bad) {
                json.writeStartObject();
                json.writeNumberField("number", line.line());
                json.writeNumberField("column", line.column());
                json.writeStringField("reason", line.reason());
                json.writeStringField("line", line.text());
                json.writeEndObject();
              }
              json.writeEndArray();
            });
  }
}
