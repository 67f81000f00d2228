package dev.sluice.console.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as the API writes and reads them. */
class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 0",
    "2026-11-24T14:00:00Z, 1795528800000000",
    "2026-11-24T15:00:00+01:00, 1795528800000000",
    "2026-11-24T15:00:00 01:00, 1795528800000000",
    "2026-11-24T14:00:00.000001Z, 1795528800000001",
    "2026-11-24T14:00:00.123456789Z, 1795528800123456",
    "1795528800000, 1795528800000000",
    "1795528800000.001, 1795528800000001",
    "-1.5, -1500",
    "0, 0"
  })
  void rfc_3339_and_epoch_milliseconds_are_read(String text, long micros) {
    assertThat(Times.parse(text)).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-24",
        "2026-13-24T14:00:00Z",
        "1e5",
        "99999999999999999999",
        "-",
        "1.2.3"
      })
  void anything_else_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Times.parse(text));
  }

  @Test
  void micros_are_written_only_where_there_are_some() {
    assertThat(Times.rfc3339(1_795_528_800_000_000L)).isEqualTo("2026-11-24T14:00:00.000Z");
    assertThat(Times.rfc3339(1_795_528_800_000_001L)).isEqualTo("2026-11-24T14:00:00.000001Z");
    assertThat(Times.rfc3339Micros(1_795_528_800_000_000L))
        .isEqualTo("2026-11-24T14:00:00.000000Z");
    assertThat(Times.rfc3339(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
  }

  @ParameterizedTest
  @CsvSource({"1700000000000001, 1700000000000.001", "1700000000001000, 1700000000001", "0, 0"})
  void epoch_milliseconds_keep_their_fraction(long micros, String json) {
    assertThat(Json.write(out -> Times.millis(out, micros)).toString()).isEqualTo(json);
  }
}
