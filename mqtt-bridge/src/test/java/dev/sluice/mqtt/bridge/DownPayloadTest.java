package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.model.Value;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownPayloadTest {

  private static DownPayload parse(String payload) throws Refusal {
    return DownPayload.parse(payload.getBytes(UTF_8));
  }

  private static Refusal refusal(byte[] payload) {
    return catchThrowableOfType(Refusal.class, () -> DownPayload.parse(payload));
  }

  @Test
  void readsBareValues() throws Exception {
    assertThat(parse("7.5")).isEqualTo(new DownPayload(new Value.Num(7.5), null));
    assertThat(parse(" -1e3\n").value()).isEqualTo(new Value.Num(-1000));
    assertThat(parse("true").value()).isEqualTo(new Value.Bool(true));
    assertThat(parse("\"on \\u00e4\"").value()).isEqualTo(new Value.Text("on ä"));
  }

  @Test
  void readsTheValueOfAnObjectAndLeavesTheRest() throws Exception {
    assertThat(parse("{\"time\": [1, {\"value\": 2}], \"value\": false}").value())
        .isEqualTo(new Value.Bool(false));
    assertThat(parse("{\"signal\": \"a/b\", \"value\": 1}"))
        .isEqualTo(new DownPayload(new Value.Num(1), "a/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "ON",
        "nul",
        "null",
        "[1]",
        "1 2",
        "{",
        "{}",
        "{\"value\": null}",
        "{\"value\": 1, \"value\": 2}",
        "{\"value\": 1} x",
        "{\"value\": {\"value\": 1}}",
        "{\"signal\": 1, \"value\": 1}",
        "NaN",
        "1e999",
        "01",
        "+1",
        "'x'"
      })
  void refusesEverythingElseWithWhatToSend(String payload) {
    Refusal refusal = refusal(payload.getBytes(UTF_8));
    assertThat(refusal.why()).isEqualTo(Cause.MALFORMED);
    assertThat(refusal.words()).contains(";");
  }

  @Test
  void refusesWhatIsTooLongOrNoText() {
    assertThat(refusal(new byte[DownPayload.LONGEST + 1]).why()).isEqualTo(Cause.TOO_LARGE);
    assertThat(refusal(new byte[] {'"', (byte) 0xff, '"'}).words()).contains("UTF-8");
    String text = "\"" + "x".repeat(Value.MAX_TEXT_BYTES + 1) + "\"";
    assertThat(refusal(text.getBytes(UTF_8)).words()).contains("4096");
    assertThat(refusal("[".repeat(30_000).getBytes(UTF_8)).why()).isEqualTo(Cause.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b | {\"value\": 1} | a/b",
        "a/* | {\"signal\": \"a/c\", \"value\": 1} | a/c",
        "a/* | {\"value\": 1} | malformed",
        "a/* | {\"signal\": \"b/c\", \"value\": 1} | not-listed",
        "a/b | {\"signal\": \"a/c\", \"value\": 1} | not-listed",
        "a/* | {\"signal\": \"a\", \"value\": 1} | malformed",
      })
  void thePayloadNamesTheSignalWhereTheTopicDoesNot(String listed, String payload, String becomes)
      throws Exception {
    MqttSettings settings =
        Draft.to("mqtt://b").down(new DownSettings("cloud/#", List.of(listed), null));
    DownRoutes.Write write =
        (DownRoutes.Write) new DownRoutes(settings, "plant").aim("cloud/%24.to=x");
    Incoming message =
        new Incoming("cloud/x", new byte[0], 1, false, List.of(), null, -1, null, null, () -> {});
    String came;
    try {
      came = write.signal(message, parse(payload)).toString();
    } catch (Refusal e) {
      came = e.why().word();
    }
    assertThat(came).isEqualTo(becomes);
  }
}
