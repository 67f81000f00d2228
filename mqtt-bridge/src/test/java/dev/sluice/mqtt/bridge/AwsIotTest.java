package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mqtt.bridge.Terms.Allowance;
import dev.sluice.uplink.Lane;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsIotTest {

  private static final String LEAST =
      """
      preset: aws-iot
      url: a1b2c3-ats.iot.eu-central-1.amazonaws.com
      cert: /etc/sluice/aws.pem
      key: /etc/sluice/aws-key.pem
      """;

  private static AwsIot aws(String more) {
    return new AwsIot(Written.settings(LEAST + more), "plant-7");
  }

  private static Message message(String topic, int payload) {
    return new Message(topic, new byte[payload], 1, Lane.LIVE, List.of(0));
  }

  private static String unfit(String topic, int payload) {
    Terms.Unfit unfit = aws("").unfit(message(topic, payload));
    return unfit == null ? "" : unfit.why();
  }

  @Test
  void aHostAndACertificateAreEnough() {
    AwsIot aws = aws("");
    assertThat(aws.addresses())
        .containsExactly(
            new Address(true, false, "a1b2c3-ats.iot.eu-central-1.amazonaws.com", 8883, ""));
    assertThat(aws.version()).isEqualTo("5");
    assertThat(aws.login().clientId()).isEqualTo("plant-7");
    assertThat(aws.login().username()).isNull();
    assertThat(aws.login().password()).isNull();
    assertThat(aws.login().until()).isEqualTo(Login.FOR_EVER);
    assertThat(aws.topic("plant-7", Parcels.of("line/oven/t", 1))).isEqualTo("plant-7/line/oven/t");
    assertThat(aws.allowance()).isEqualTo(new Allowance(100, 100, 512 << 10));
  }

  @Test
  void whatIsWrittenCounts() {
    AwsIot aws =
        aws(
            """
            clientId: oven-thing
            version: "3.1.1"
            topic: "$aws/rules/ingest/{gateway}/{device}/{signal}"
            inflight: 20
            rate: 500
            """);
    assertThat(aws.version()).isEqualTo("3.1.1");
    assertThat(aws.login().clientId()).isEqualTo("oven-thing");
    assertThat(aws.topic("oven-thing", Parcels.of("oven/t", 1)))
        .isEqualTo("$aws/rules/ingest/plant-7/oven/t");
    assertThat(aws.allowance()).isEqualTo(new Allowance(20, 500, 512 << 10));
  }

  @Test
  void namesTheProtocolOnThePortThatServesMany() {
    AwsIot aws = aws("");
    assertThat(aws.protocol(Address.parse("mqtts://a:443"))).isEqualTo("x-amzn-mqtt-ca");
    assertThat(aws.protocol(Address.parse("mqtts://a:8883"))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b/c/d/e/f/g/h | ''",
        "a/b/c/d/e/f/g/h/i | has 8 slashes, AWS IoT takes at most 7",
        "$aws/rules/r/a/b/c/d/e/f/g/h | ''",
        "$aws/rules/r/a/b/c/d/e/f/g/h/i | has 8 slashes",
        "$aws/things/x/shadow/update | begins with $",
        "$aws/rules/r | begins with $",
        "$aws/rules//a | begins with $",
        "$own/a | begins with $",
      })
  void aTopicThatAwsDoesNotTakeIsNotSent(String topic, String reason) {
    if (reason.isEmpty()) {
      assertThat(unfit(topic, 10)).isEmpty();
    } else {
      assertThat(unfit(topic, 10)).contains(reason, topic);
    }
  }

  @Test
  void countsTheBytesOfATopicAndNotItsLetters() {
    assertThat(unfit("a/" + "x".repeat(254), 1)).isEmpty();
    assertThat(unfit("a/" + "x".repeat(255), 1)).contains("has 257 bytes");
    assertThat(unfit("a/" + "ü".repeat(127), 1)).isEmpty();
    assertThat(unfit("a/" + "ü".repeat(128), 1)).contains("has 258 bytes");
    assertThat(unfit("$aws/rules/rule/" + "x".repeat(256), 1)).isEmpty();
  }

  @Test
  void aPayloadMayHave128KiBAndFewerReadingsMayFit() {
    assertThat(unfit("a/b", 128 * 1024)).isEmpty();
    assertThat(aws("").unfit(message("a/b", 128 * 1024 + 1)))
        .isNotNull()
        .satisfies(
            unfit -> {
              assertThat(unfit.why()).contains("131073 bytes", "at most 131072");
              assertThat(unfit.bySize()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rawTopic: $aws/things/{topic} | rawTopic begins with $",
        "rawTopic: $aws/rules/ingest{topic} | rawTopic begins with $",
        "rawTopic: a/b/c/d/e/f/g/h/{topic} | rawTopic has 8 slashes",
        "rawTopic: $aws/rules/ingest/{topic} | ''",
        "'topic: $aws/rules/r/{device}/{signal}\nretain: true' | retain has no use",
      })
  void checksTopicsBeforeAnythingIsSent(String keys, String reason) {
    refuses(keys.replace("\\n", "\n"), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmd/# | ''",
        "$aws/things/t/shadow/name/n/update/delta | ''",
        "$aws/rules/ingest/# | down[0].topic has topics that go to a rule",
        "$SYS/# | down[0].topic begins with $",
        "a/b/c/d/e/f/g/h/# | down[0].topic has 8 slashes; AWS IoT takes at most 7",
      })
  void nobodySubscribesToWhatAwsDoesNotTake(String topic, String reason) {
    refuses("down: [{topic: \"" + topic + "\", publish: local}]", reason);
  }

  @Test
  void subscribesToNoMoreThanAwsTakesAtOnce() {
    String entries =
        IntStream.range(0, 9)
            .mapToObj(i -> "{topic: cmd" + i + "/#, publish: local}")
            .collect(Collectors.joining(", "));
    refuses("down: [" + entries + "]", "down[8].topic is one too many: AWS IoT takes 8");
  }

  @Test
  void whatGoesToARuleIsNotToBeKept() {
    AwsIot aws = aws("rawTopic: $aws/rules/ingest/{topic}");
    assertThat(aws.keeps("$aws/rules/ingest/a/b")).isFalse();
    assertThat(aws.keeps("a/b")).isTrue();
  }

  private static void refuses(String keys, String reason) {
    if (reason.isEmpty()) {
      assertThat(aws(keys)).isNotNull();
    } else {
      assertThatThrownBy(() -> aws(keys)).hasMessageContaining(reason).hasMessageContaining(";");
    }
  }
}
