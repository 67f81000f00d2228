package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.config.Setting;
import dev.sluice.driver.DriverFactory.Surroundings;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What every driver must keep to. The test of a driver extends it, says how to make the driver's
 * settings, and has folders {@code good} and {@code bad} with configurations beside it, in {@code
 * bad} with the expected words; a device (or a simulator of one) that answers must be there.
 *
 * @param <C> the driver's settings
 */
public abstract class DriverContract<C extends Record> {

  /** The name that the device has in these tests. */
  protected static final String DEVICE = "contract-device";

  /** The factory under test. */
  protected abstract DriverFactory<C> factory();

  /** Settings of a device that answers. */
  protected abstract C answering();

  /** Clock and chance for the driver; the clock should be at a time when the device answers. */
  protected abstract Surroundings surroundings();

  /** Makers of settings that the record must refuse with an IllegalArgumentException. */
  protected abstract List<Supplier<C>> refused();

  /** Settings of a device that does not answer, if that can be had. */
  protected Optional<C> silent() {
    return Optional.empty();
  }

  /** A signal that can be set, and a value for it, if there is one. */
  protected Optional<Map.Entry<String, Value>> settable() {
    return Optional.empty();
  }

  /** Lets the time pass that the device needs to have something new to say. */
  protected void passTime() {}

  private Driver open() throws DriverException {
    return factory().open(DEVICE, answering(), surroundings());
  }

  @Test
  final void isFoundByItsKind() {
    assertThat(DriverCatalogue.load().find(factory().kind()))
        .as("META-INF/services/" + DriverFactory.class.getName() + " names the factory")
        .get()
        .hasSameClassAs(factory());
    assertThat(factory().kind()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  @Test
  final void explainsEverySetting() {
    for (RecordComponent component : factory().settings().getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      assertThat(setting).as("@Setting at " + component.getName()).isNotNull();
      assertThat(setting.value()).as(component.getName()).endsWith(".");
    }
  }

  @Test
  final void refusesBadSettingsWithAReason() {
    assertThat(refused()).as("settings that must be refused").isNotEmpty();
    for (Supplier<C> bad : refused()) {
      assertThatThrownBy(bad::get)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .isNotBlank();
    }
  }

  @Test
  final void takesItsGoodFiles() throws IOException {
    for (Path file : files("good")) {
      assertThatCode(() -> loader().load(file)).as(file.toString()).doesNotThrowAnyException();
    }
  }

  @Test
  final void refusesItsBadFilesInTheseWords() throws IOException {
    for (Path file : files("bad")) {
      String name = String.valueOf(file.getFileName());
      ConfigException refused =
          catchThrowableOfType(
              ConfigException.class, () -> loader().parse(name, Files.readAllBytes(file)));
      assertThat(refused).as(file.toString()).isNotNull();
      assertThat(refused.getMessage() + "\n")
          .as(name)
          .isEqualTo(Files.readString(file.resolveSibling(name.replace(".yaml", ".expected"))));
    }
  }

  private ConfigLoader loader() {
    return new ConfigLoader(Kinds.ofDrivers(List.of(factory())));
  }

  /** The configurations in a folder beside the test class; there must be some. */
  private List<Path> files(String folder) throws IOException {
    URL url = getClass().getResource(folder);
    assertThat(url).as("a folder '" + folder + "' with configurations beside the test").isNotNull();
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of(URI.create(url.toString())), "*.yaml")) {
      all.forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  @Test
  final void readsEverySignalUnderTheDevicesName() throws DriverException {
    try (Driver driver = open()) {
      List<Sample> samples = driver.read();
      assertThat(samples).isNotEmpty().hasSizeLessThanOrEqualTo(Arrival.MAX_SAMPLES);
      assertThat(samples).extracting(Sample::signal).doesNotHaveDuplicates();
      assertThat(samples).extracting(sample -> sample.signal().device()).containsOnly(DEVICE);
    }
  }

  @Test
  final void aSampleWithoutAValueIsBadAndNoOther() throws DriverException {
    try (Driver driver = open()) {
      for (Sample sample : driver.read()) {
        boolean bad = sample.quality().level() == Quality.Level.BAD;
        assertThat(sample.value() == null).as(sample.toString()).isEqualTo(bad);
      }
    }
  }

  @Test
  final void signalsKeepTheirKindAndUnit() throws DriverException {
    Map<SignalId, Kind> kinds = new HashMap<>();
    Map<SignalId, String> units = new HashMap<>();
    try (Driver driver = open()) {
      for (int i = 0; i < 20; i++) {
        for (Sample sample : driver.read()) {
          String unit = sample.unit() == null ? "" : sample.unit();
          assertThat(units.putIfAbsent(sample.signal(), unit)).isIn(null, unit);
          Value value = sample.value();
          if (value != null) {
            assertThat(kinds.putIfAbsent(sample.signal(), value.kind())).isIn(null, value.kind());
          }
        }
        passTime();
      }
    }
  }

  @Test
  final void closesTwiceAndOpensAgain() throws DriverException {
    Driver first = open();
    first.close();
    first.close();
    try (Driver second = open()) {
      assertThat(second.read()).isNotEmpty();
    }
  }

  @Test
  final void givesUpOnASignalThatCannotBeSet() throws DriverException {
    try (Driver driver = open()) {
      assertThatThrownBy(() -> driver.write("no-such-signal", new Value.Num(1)))
          .isInstanceOfSatisfying(
              DriverException.class,
              refused -> {
                assertThat(refused.retryable()).isFalse();
                assertThat(refused).hasMessageContaining("no-such-signal");
              });
    }
  }

  @Test
  final void readsBackWhatWasWritten() throws DriverException {
    assumeThat(settable()).as("a signal that can be set").isPresent();
    String name = settable().orElseThrow().getKey();
    Value value = settable().orElseThrow().getValue();
    try (Driver driver = open()) {
      driver.write(name, value);
      assertThat(driver.read())
          .filteredOn(sample -> sample.signal().name().equals(name))
          .extracting(Sample::value)
          .containsExactly(value);
    }
  }

  @Test
  final void saysThatASilentDeviceMayAnswerLater() {
    assumeThat(silent()).as("a device that does not answer").isPresent();
    assertThatThrownBy(
            () -> {
              try (Driver driver = factory().open(DEVICE, silent().orElseThrow(), surroundings())) {
                driver.read();
              }
            })
        .isInstanceOfSatisfying(
            DriverException.class, error -> assertThat(error.retryable()).isTrue());
  }
}
