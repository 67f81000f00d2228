package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health.Check;
import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.pipeline.ClockWatch;
import dev.sluice.state.Audit;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.time.Standing;
import dev.sluice.time.WallClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How the clock is, for health, metrics and the audit. */
final class ClockCheck {

  /** So long health tells of a clock that was trusted and was set all the same. */
  private static final long TELL = TimeUnit.MINUTES.toNanos(10);

  private final ClockWatch watch;
  private final WallClock clock;
  private final Audit audit;
  private final GapBook gaps;
  private ClockWatch.@Nullable Step noted;

  ClockCheck(ClockWatch watch, WallClock clock, Audit audit, GapBook gaps) {
    this.watch = watch;
    this.clock = clock;
    this.audit = audit;
    this.gaps = gaps;
  }

  Check look() {
    Standing standing = clock.standing();
    ClockWatch.Step step = watch.lastStep();
    String cause = "";
    if (!standing.trusted()) {
      cause =
          "the clock is "
              + standing.text()
              + ": readings are marked uncertain until it is right, and then get their right"
              + " times; check the time server, or set the clock and 'gateway.clock: system'";
    } else if (step != null && step.trusted() && clock.nanos() - step.nanos() < TELL) {
      cause =
          "the clock was "
              + step.text()
              + ", although it was trusted: readings before and after do not fit together";
    }
    return Checks.of(Condition.DEGRADED, cause);
  }

  List<Meter> meters() {
    Standing standing = clock.standing();
    return List.of(
        Meter.gauge(
            "clock_trusted",
            "1 while times of the gateway's own are believed.",
            Map.of(),
            standing.trusted() ? 1 : 0),
        Meter.gauge(
            "clock_synchronised",
            "1 while a time server keeps the clock.",
            Map.of(),
            standing == Standing.SYNCHRONISED ? 1 : 0),
        steps("forward", watch.forward()),
        steps("back", watch.backward()));
  }

  private static Meter steps(String direction, long count) {
    return Meter.counter(
        "clock_steps_total",
        "How often the clock was set by more than a second.",
        Map.of("direction", direction),
        count);
  }

  /**
   * Puts a step of the clock into the audit, once, and the time that it left out among the gaps.
   * One thread at a time; writes.
   */
  void note() {
    ClockWatch.Step step = watch.lastStep();
    if (step != null && !step.equals(noted)) {
      if (step.trusted() && step.by() > 0) {
        gaps.save(
            List.of(new Gap(GapBook.Cause.CLOCK_STEP, "", step.time() - step.by(), step.time())));
      }
      audit.record(
          new Audit.Act(step.time(), "gateway", "clock-set", "the clock was " + step.text()));
      noted = step;
    }
  }
}
