package dev.sluice.drivers.sim;

import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the instruments of a machine show at one moment. */
final class Panel {

  private final String device;
  private final List<Sample> samples = new ArrayList<>();

  Panel(String device) {
    this.device = device;
  }

  /** A measured value with the instrument's resolution. */
  Panel number(String name, double value, int decimals, @Nullable String unit) {
    double rounded =
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
    return put(name, new Value.Num(rounded), unit);
  }

  Panel onOff(String name, boolean on) {
    return put(name, new Value.Bool(on), null);
  }

  Panel text(String name, String text) {
    return put(name, new Value.Text(text), null);
  }

  private Panel put(String name, Value value, @Nullable String unit) {
    SignalId id = new SignalId(device, name);
    samples.add(new Sample(id, value, Quality.GOOD, Sample.NO_TIME, unit));
    return this;
  }

  List<Sample> samples() {
    return samples;
  }
}
