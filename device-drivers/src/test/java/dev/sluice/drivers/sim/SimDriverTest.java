package dev.sluice.drivers.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.Driver;
import dev.sluice.driver.DriverContract;
import dev.sluice.driver.DriverException;
import dev.sluice.driver.DriverFactory.Surroundings;
import dev.sluice.drivers.sim.Faults.Episode;
import dev.sluice.drivers.sim.SimSettings.Machine;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import dev.sluice.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimDriverTest extends DriverContract<SimSettings> {

  /** 2026-06-01 10:00 UTC. */
  private static final long MORNING = 1_780_308_000_000_000L;

  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;

  private final ManualClock clock = new ManualClock(MORNING);
  private final SimFactory factory = new SimFactory();

  @Override
  protected SimFactory factory() {
    return factory;
  }

  @Override
  protected SimSettings answering() {
    return new SimSettings(Machine.BOILER, 1);
  }

  @Override
  protected Surroundings surroundings() {
    return new Surroundings(clock, new Random(1));
  }

  @Override
  protected List<Supplier<SimSettings>> refused() {
    return List.of(() -> new SimSettings(Machine.PRESS, -1));
  }

  @Override
  protected Optional<Map.Entry<String, Value>> settable() {
    return Optional.of(Map.entry("setpoint", new Value.Num(71.5)));
  }

  @Override
  protected void passTime() {
    clock.advance(Duration.ofSeconds(10));
  }

  private Driver open(Machine machine, long seed) {
    return factory.open("sim", new SimSettings(machine, seed), surroundings());
  }

  /** What one signal shows in a day, faults left out. */
  private List<Sample> day(Machine machine, String signal) throws DriverException {
    List<Sample> all = new ArrayList<>();
    Faults faults = new Faults(new Chance(1).of("sim"));
    try (Driver driver = open(machine, 1)) {
      for (long end = clock.micros() + DAY; clock.micros() < end; ) {
        clock.advance(Duration.ofSeconds(15));
        Episode episode = faults.around(clock.micros());
        if (episode == null || clock.micros() < episode.from() || clock.micros() > episode.to()) {
          driver.read().stream()
              .filter(sample -> sample.signal().name().equals(signal))
              .forEach(all::add);
        }
      }
    }
    assertThat(all).extracting(Sample::quality).containsOnly(Quality.GOOD);
    return all;
  }

  private List<Double> numbers(Machine machine, String signal) throws DriverException {
    return day(machine, signal).stream()
        .map(sample -> sample.value() instanceof Value.Num(double number) ? number : Double.NaN)
        .toList();
  }

  private List<@Nullable Value> values(Machine machine, String signal) throws DriverException {
    return day(machine, signal).stream().<@Nullable Value>map(Sample::value).toList();
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void theSameSeedAtTheSameTimeShowsTheSame(Machine machine) throws DriverException {
    assertThat(open(machine, 5).read()).isEqualTo(open(machine, 5).read());
    assertThat(open(machine, 5).read()).isNotEqualTo(open(machine, 6).read());
  }

  @Test
  void theBoilerKeepsItsSupplyAroundTheSetpoint() throws DriverException {
    assertThat(numbers(Machine.BOILER, "supply-temperature"))
        .allSatisfy(supply -> assertThat(supply).isBetween(45.0, 75.0));
    assertThat(values(Machine.BOILER, "burner"))
        .contains(new Value.Bool(true), new Value.Bool(false));
    assertThat(values(Machine.BOILER, "state"))
        .contains(new Value.Text("HEATING"), new Value.Text("IDLE"), new Value.Text("FAULT"));
  }

  @Test
  void aHigherSetpointMakesTheBoilerWarmer() throws DriverException {
    try (Driver driver = open(Machine.BOILER, 3)) {
      driver.write("setpoint", new Value.Num(80));
      for (int i = 0; i < 60; i++) {
        clock.advance(Duration.ofSeconds(10));
        try {
          driver.read();
        } catch (DriverException e) {
          assertThat(e.retryable()).isTrue(); // a simulated outage
        }
      }
      assertThat(driver.read().getFirst().value())
          .isInstanceOfSatisfying(
              Value.Num.class, supply -> assertThat(supply.number()).isGreaterThan(72));
      assertThatThrownBy(() -> driver.write("setpoint", new Value.Num(140)))
          .isInstanceOf(DriverException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"BOILER, gas", "PRESS, strokes", "GREENHOUSE, water"})
  void countersOnlyRise(Machine machine, String counter) throws DriverException {
    List<Double> day = numbers(machine, counter);

    assertThat(day).isSorted();
    assertThat(day.getLast()).isGreaterThan(day.getFirst() + 10);
  }

  @Test
  void thePressShakesMoreInAStroke() throws DriverException {
    assertThat(numbers(Machine.PRESS, "vibration")).anyMatch(v -> v > 4).anyMatch(v -> v < 1);
    assertThat(values(Machine.PRESS, "running"))
        .contains(new Value.Bool(true), new Value.Bool(false));
  }

  @Test
  void theGreenhouseIsDarkAtNightAndVentsByDay() throws DriverException {
    assertThat(numbers(Machine.GREENHOUSE, "light")).contains(0.0).anyMatch(lux -> lux > 30_000);
    assertThat(values(Machine.GREENHOUSE, "vent"))
        .contains(new Value.Bool(true), new Value.Bool(false));
    assertThat(values(Machine.GREENHOUSE, "pump"))
        .contains(new Value.Bool(true), new Value.Bool(false));
  }

  @Test
  void everyKindOfFaultComesNowAndThenAndEnds() {
    Faults faults = new Faults(new Chance(1));
    Set<Faults.Kind> seen = EnumSet.noneOf(Faults.Kind.class);
    long faulty =
        LongStream.range(0, 1000)
            .mapToObj(slot -> faults.around(MORNING + slot * Faults.SLOT))
            .filter(episode -> episode != null)
            .peek(episode -> seen.add(episode.kind()))
            .peek(
                episode -> assertThat(episode.to() - episode.from()).isBetween(SECOND, 40 * SECOND))
            .count();

    assertThat(seen).containsExactlyInAnyOrder(Faults.Kind.values());
    assertThat(faulty).isBetween(200L, 400L);
  }

  @ParameterizedTest
  @EnumSource(Faults.Kind.class)
  void aFaultShowsAsWhatItIs(Faults.Kind kind) throws DriverException {
    Faults faults = new Faults(new Chance(1).of("sim"));
    Episode episode =
        LongStream.range(0, 10_000)
            .mapToObj(slot -> faults.around(MORNING + slot * Faults.SLOT))
            .filter(found -> found != null && found.kind() == kind && found.pick() % 7 == 0)
            .findFirst()
            .orElseThrow();
    clock.set(episode.from() - SECOND);
    try (Driver driver = open(Machine.BOILER, 1)) {
      Sample before = driver.read().getFirst();
      clock.set(episode.from());
      switch (kind) {
        case NO_VALUE ->
            assertThat(driver.read().getFirst().quality()).isEqualTo(Quality.BAD_DEVICE);
        case STUCK -> {
          clock.set(episode.to() - 1);
          assertThat(driver.read().getFirst()).isEqualTo(before);
        }
        case SPIKE ->
            assertThat(driver.read().getFirst().value())
                .isInstanceOfSatisfying(
                    Value.Num.class, value -> assertThat(value.number()).isGreaterThan(200));
        case SILENT ->
            assertThatThrownBy(driver::read)
                .isInstanceOfSatisfying(
                    DriverException.class, error -> assertThat(error.retryable()).isTrue());
      }
      clock.set(episode.to());
      assertThat(driver.read()).extracting(Sample::quality).containsOnly(Quality.GOOD);
    }
  }
}
