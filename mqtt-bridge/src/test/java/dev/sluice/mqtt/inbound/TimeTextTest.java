package dev.sluice.mqtt.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.MqttSection.TopicMapping.TimeFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "AUTO, 1000000000, 2001-09-09T01:46:40Z",
    "AUTO, 1700000000, 2023-11-14T22:13:20Z",
    "AUTO, 1700000000.5, 2023-11-14T22:13:20.500Z",
    "AUTO, 1700000000.123456789, 2023-11-14T22:13:20.123456Z",
    "AUTO, 1700000000123, 2023-11-14T22:13:20.123Z",
    "AUTO, 1700000000123.4567, 2023-11-14T22:13:20.123456Z",
    "AUTO, 1700000000123456, 2023-11-14T22:13:20.123456Z",
    "AUTO, 1700000000123456789, 2023-11-14T22:13:20.123456Z",
    "AUTO, 1.7e9, 2023-11-14T22:13:20Z",
    "AUTO, 1.700000000123E12, 2023-11-14T22:13:20.123Z",
    "S, 0, 1970-01-01T00:00:00Z",
    "S, 1, 1970-01-01T00:00:01Z",
    "S, 0.000001, 1970-01-01T00:00:00.000001Z",
    "MS, 1, 1970-01-01T00:00:00.001Z",
    "US, 1, 1970-01-01T00:00:00.000001Z",
    "NS, 1999, 1970-01-01T00:00:00.000001Z",
    "S, 9223372036, 2262-04-11T23:47:16Z",
    "AUTO, ' 1700000000 ', 2023-11-14T22:13:20Z",
    "AUTO, 2023-11-14T22:13:20Z, 2023-11-14T22:13:20Z",
    "RFC3339, 2023-11-14t22:13:20z, 2023-11-14T22:13:20Z",
    "RFC3339, 2023-11-14 22:13:20Z, 2023-11-14T22:13:20Z",
    "RFC3339, 2023-11-14T22:13:20.1Z, 2023-11-14T22:13:20.100Z",
    "RFC3339, 2023-11-14T22:13:20.123456789012Z, 2023-11-14T22:13:20.123456Z",
    "RFC3339, '2023-11-14T22:13:20,25Z', 2023-11-14T22:13:20.250Z",
    "RFC3339, 2023-11-14T22:13:20+05:30, 2023-11-14T16:43:20Z",
    "RFC3339, 2023-11-14T22:13:20-0800, 2023-11-15T06:13:20Z",
    "RFC3339, 2023-11-14T22:13:20+01, 2023-11-14T21:13:20Z",
    "RFC3339, 2023-11-14T22:13:20-00:00, 2023-11-14T22:13:20Z",
    "RFC3339, 2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "RFC3339, 2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
  })
  void readsTimes(TimeFormat format, String text, Instant time) throws Exception {
    assertThat(TimeText.micros(text, format))
        .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, ''",
    "AUTO, 0",
    "AUTO, 12345",
    "AUTO, 100000000000",
    "AUTO, -1700000000",
    "AUTO, soon",
    "AUTO, NaN",
    "AUTO, .",
    "AUTO, 1.2.3",
    "AUTO, 170000000x",
    "S, 2023-11-14T22:13:20Z",
    "RFC3339, 1700000000",
    "RFC3339, 2023-11-14T22:13:20",
    "RFC3339, 2023-11-14T22:13Z",
    "RFC3339, 2023-13-14T22:13:20Z",
    "RFC3339, 2023-02-29T22:13:20Z",
    "RFC3339, 2023-11-14T24:13:20Z",
    "RFC3339, 2023-11-14T22:60:20Z",
    "RFC3339, 2023-11-14T22:13:61Z",
    "RFC3339, 2023-11-14T22:13:20.Z",
    "RFC3339, 2023-11-14T22:13:20+1:00",
    "RFC3339, 2023-11-14T22:13:20+24:00",
    "RFC3339, 2023-11-14T22:13:20Z!",
    "RFC3339, 2023-1-14T22:13:20Z",
    "AUTO, 2023-11-14T22:13:20.000000000000000000000000000000000000000000000000000Z",
  })
  void refusesWhatIsNoTime(TimeFormat format, String text) {
    assertRefused(format, text, "time-unreadable");
  }

  @ParameterizedTest
  @CsvSource({
    "S, -1",
    "S, -0.5",
    "S, 9223372037",
    "S, 99999999999999999999999999",
    "MS, 9223372036855000",
    "US, 9223372036854776",
    "NS, 9999999999999999999",
    "AUTO, 1e999",
    "AUTO, 9999999999",
    "RFC3339, 1969-12-31T23:59:59Z",
    "RFC3339, 1970-01-01T00:30:00+01:00",
    "RFC3339, 2262-04-12T00:00:00Z",
    "RFC3339, 0000-01-01T00:00:00Z",
  })
  void refusesTimesOutOfRange(TimeFormat format, String text) {
    assertRefused(format, text, "time-out-of-range");
  }

  private static void assertRefused(TimeFormat format, String text, String word) {
    assertThatThrownBy(() -> TimeText.micros(text, format))
        .isInstanceOf(MalformedException.class)
        .hasMessage(word);
  }
}
