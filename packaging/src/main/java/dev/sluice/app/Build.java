package dev.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/**
 * What this program was built as.
 *
 * @param version as {@code 0.1.0}
 * @param time when, µs since 1970
 */
public record Build(String version, long time) {

  /** Reads what the build wrote into the program. */
  public static Build read() {
    Properties properties = new Properties();
    try (InputStream file = Build.class.getResourceAsStream("build.properties")) {
      if (file == null) {
        throw new IllegalStateException("build.properties is missing from the program");
      }
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Instant time = Instant.parse(properties.getProperty("time"));
    return new Build(
        properties.getProperty("version"), ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }
}
