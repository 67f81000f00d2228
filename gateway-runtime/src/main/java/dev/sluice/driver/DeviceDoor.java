package dev.sluice.driver;

import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Intake.Verdict;
import dev.sluice.pipeline.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Hands what one device says to the intake, and remembers which signals it has. */
final class DeviceDoor {

  private final String device;
  private final boolean simulated;
  private final Intake intake;
  private final Set<SignalId> known;

  DeviceDoor(String device, boolean simulated, Intake intake, Collection<SignalId> known) {
    this.device = device;
    this.simulated = simulated;
    this.intake = intake;
    this.known = new LinkedHashSet<>(known);
  }

  /** Hands over what was read; false if there was no room for all of it. */
  boolean deliver(List<Sample> samples) {
    boolean room = true;
    for (Sample sample : samples) {
      known.add(sample.signal());
    }
    for (List<Sample> part : parts(samples)) {
      room &= offer(part);
    }
    return room;
  }

  /** Hands over one bad reading for every known signal; false if there was no room for them. */
  boolean markBad() {
    List<Sample> bad = new ArrayList<>(known.size());
    for (SignalId signal : known) {
      bad.add(new Sample(signal, null, Quality.BAD_DEVICE, Sample.NO_TIME, null));
    }
    for (List<Sample> part : parts(bad)) {
      if (!offer(part)) {
        return false;
      }
    }
    return true;
  }

  private boolean offer(List<Sample> samples) {
    Arrival arrival =
        new Arrival(device, Arrival.Care.OTHER, simulated, samples, null, null, new Receipt());
    return intake.offer(arrival) != Verdict.FULL;
  }

  private static List<List<Sample>> parts(List<Sample> samples) {
    List<List<Sample>> parts = new ArrayList<>(1);
    for (int from = 0; from < samples.size(); from += Arrival.MAX_SAMPLES) {
      int to = Math.min(samples.size(), from + Arrival.MAX_SAMPLES);
      parts.add(List.copyOf(samples.subList(from, to)));
    }
    return parts;
  }
}
