package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadsTest {

  private static final Payloads PLAIN = new Payloads("plant", "boot-1", false, null);
  private static final Payloads META = new Payloads("plant", "boot-1", true, null);

  private static Parcel parcel(@Nullable Value value, Quality quality) {
    return new Parcel(
        SignalId.parse("oven/t"), "°C", value, quality, Parcels.NEW_YEAR + 1, 42, Lane.LIVE);
  }

  private static String text(byte[] payload) {
    return new String(payload, UTF_8);
  }

  @Test
  void saysValueTimeAndQuality() {
    assertThat(text(PLAIN.of(parcel(new Value.Num(21.5), Quality.GOOD))))
        .isEqualTo(
            "{\"value\":21.5,\"time\":\"2026-01-01T00:00:00.000001Z\",\"quality\":\"good\"}");
  }

  @Test
  void saysWhyAValueIsNotGood() {
    assertThat(text(PLAIN.of(parcel(null, Quality.BAD_DEVICE))))
        .isEqualTo(
            "{\"value\":null,\"time\":\"2026-01-01T00:00:00.000001Z\",\"quality\":\"bad\",\"reason\":\"device\"}");
  }

  @ParameterizedTest
  @CsvSource({"21, 21", "-0.5, -0.5", "1e300, 1.0E300", "9007199254740992, 9007199254740992"})
  void writesNumbersAsTheyAre(double number, String json) {
    assertThat(text(PLAIN.of(parcel(new Value.Num(number), Quality.GOOD))))
        .startsWith("{\"value\":" + json + ",");
  }

  @Test
  void addsWhatUserPropertiesWouldSay() {
    assertThat(text(META.of(parcel(new Value.Bool(true), Quality.GOOD))))
        .endsWith(",\"gateway\":\"plant\",\"boot\":\"boot-1\",\"seq\":42}");
    Parcel old =
        new Parcel(
            SignalId.parse("a/b"), null, new Value.Num(1), Quality.GOOD, 0, -1, Lane.BACKFILL);
    assertThat(text(META.of(old)))
        .endsWith(",\"gateway\":\"plant\",\"boot\":\"boot-1\",\"backfill\":true}");
  }

  @Test
  void putsADevicesReadingsOfOneTimeIntoOneObject() {
    Parcel bad =
        new Parcel(
            SignalId.parse("oven/door"),
            null,
            null,
            Quality.BAD_TYPE,
            Parcels.NEW_YEAR,
            9,
            Lane.LIVE);
    assertThat(text(PLAIN.of(List.of(Parcels.of("oven/t", 1.5), bad))))
        .isEqualTo(
            "{\"time\":\"2026-01-01T00:00:00Z\",\"values\":{\"t\":1.5,\"door\":null},\"quality\":{\"door\":\"bad\"}}");
    assertThat(text(PLAIN.of(List.of(Parcels.of("oven/t", 2)))))
        .isEqualTo("{\"time\":\"2026-01-01T00:00:00Z\",\"values\":{\"t\":2}}");
  }

  @Test
  void fillsATemplate() {
    Payloads payloads =
        new Payloads(
            "plant",
            "b",
            false,
            PayloadTemplate.parse(
                "{\"v\": {value}, \"t\": {millis}, \"q\": \"{quality}{reason}\", \"n\":"
                    + " \"{gateway}/{device}/{signal} {unit} {seq}\"}"));
    assertThat(text(payloads.of(parcel(new Value.Text("a\"b"), Quality.UNCERTAIN_CLOCK))))
        .isEqualTo(
            "{\"v\": \"a\\\"b\", \"t\": 1767225600000, \"q\": \"uncertainclock\", \"n\": \"plant/oven/t"
                + " °C 42\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'' | is empty", "{time} | no {value}", "{value} {wert} | unknown name {wert}"})
  void refusesATemplateThatSaysNothing(String template, String reason) {
    assertThat(PayloadTemplate.fault(template)).contains(reason).contains(";");
  }

  @Property
  void anyTextStaysTheSameThroughJson(@ForAll String text) throws Exception {
    byte[] payload = PLAIN.of(parcel(new Value.Text(text), Quality.GOOD));
    try (JsonParser json = new JsonFactory().createParser(payload)) {
      json.nextToken();
      json.nextToken();
      json.nextToken();
      // Half a character cannot be said in UTF-8.
      assertThat(json.getText()).isEqualTo(new String(text.getBytes(UTF_8), UTF_8));
    }
  }

  @Property
  void anyNumberStaysTheSameThroughJson(@ForAll double number) throws Exception {
    byte[] payload = PLAIN.of(parcel(new Value.Num(number), Quality.GOOD));
    try (JsonParser json = new JsonFactory().createParser(payload)) {
      json.nextToken();
      json.nextToken();
      json.nextToken();
      assertThat(json.getDoubleValue()).isEqualTo(number);
    }
  }
}
