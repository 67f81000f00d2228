package dev.sluice.mqtt.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.MqttSection.TopicMapping;
import dev.sluice.config.MqttSection.TopicMapping.Decimal;
import dev.sluice.config.MqttSection.TopicMapping.Payload;
import dev.sluice.config.MqttSection.TopicMapping.TimeFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicMappingTest {

  /** A mapping as one would write it in YAML: {@code filter; payload: number; scale: 0.1}. */
  static TopicMapping mapping(String text) {
    String[] parts = text.split("; ");
    return new TopicMapping(
        parts[0],
        Payload.valueOf(setting(parts, "payload", "auto").toUpperCase(Locale.ROOT)),
        optional(parts, "device"),
        optional(parts, "signal"),
        optional(parts, "value"),
        optional(parts, "time"),
        TimeFormat.valueOf(setting(parts, "timeFormat", "auto").toUpperCase(Locale.ROOT)),
        optional(parts, "unitAt"),
        optional(parts, "unit"),
        Decimal.valueOf(setting(parts, "decimal", "point").toUpperCase(Locale.ROOT)),
        Double.parseDouble(setting(parts, "scale", "1")),
        Double.parseDouble(setting(parts, "offset", "0")));
  }

  private static @Nullable String optional(String[] parts, String name) {
    for (String part : parts) {
      if (part.startsWith(name + ": ")) {
        return part.substring(name.length() + 2);
      }
    }
    return null;
  }

  private static String setting(String[] parts, String name, String fallback) {
    String value = optional(parts, name);
    return value == null ? fallback : value;
  }

  @ParameterizedTest(name = "{0} on {1}: {2} -> {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # Which device and which signal
          plant/{device}/{signal}       | plant/press/temp    | 21.5           | press/temp = 21.5
          plant/{device}/{signal}       | plant/press         | 21.5           | plant/press = 21.5
          plant/{device}/{signal}       | plant/press/a/b     | 21.5           | plant/press/a/b = 21.5
          plant/{device}/{signal}       | plant/press/temp    | {"a":1,"b":2}  | press/temp.a = 1; press/temp.b = 2
          {signal}/of/{device}          | temp/of/press       | 21.5           | press/temp = 21.5
          plant/{device}                | plant/press         | 21.5           | press/value = 21.5
          plant/{device}                | plant/press         | {"a":1}        | press/a = 1
          plant/{device}; value: /d/t   | plant/press         | {"d":{"t":1}}  | press/t = 1
          plant/{device}/state          | plant/press/state   | 21.5           | press/state = 21.5
          plant/+/{signal}              | plant/press/temp    | 21.5           | plant/press/temp = 21.5
          plant/{signal}/raw            | plant/temp/raw      | 21.5           | plant/raw/temp = 21.5
          {signal}                      | temp                | 21.5           | esp-1/temp = 21.5
          a/b; device: boiler           | a/b                 | 21.5           | boiler/b = 21.5
          a/b; device: hall/boiler      | a/b                 | {"x":1}        | hall/boiler/x = 1
          a/b; signal: temp             | a/b                 | 21.5           | a/b/temp = 21.5
          a/b; signal: temp             | a/b                 | {"x":1}        | a/b/temp.x = 1
          a/b; device: d; signal: s     | a/b                 | 21.5           | d/s = 21.5
          x; device: d                  | x                   | 21.5           | d/x = 21.5
          plant/{device}/{signal}       | plant//temp         | 21.5           | _/temp = 21.5
          # Wildcards
          a/+/c; device: d              | a/b/c               | 1              | d/c = 1
          a/+/c; device: d              | a/b/x/c             | 1              | a/b/x/c = 1
          a/#; device: d                | a                   | 1              | d/a = 1
          a/#; device: d                | a/b/c               | 1              | d/c = 1
          #; device: d                  | $SYS/x              | 1              | ignored
          # What the payload is
          a/b; payload: ignore          | a/b                 | 21.5           | ignored
          a/b; payload: text            | a/b                 | 21.5           | a/b = '21.5'
          a/b; payload: text            | a/b                 | {"x":1         | a/b = '{"x":1'
          a/b; payload: text            | a/b                 | null           | a/b = 'null'
          a/b; payload: number          | a/b                 | 21.5           | a/b = 21.5
          a/b; payload: number          | a/b                 | warm           | not-a-number
          a/b; payload: number          | a/b                 | true           | not-a-number
          a/b; payload: number          | a/b                 | null           | ignored
          a/b; payload: number          | a/b                 | NaN            | a/b = - !not-finite
          a/b; payload: number          | a/b                 | {"x":"21.5"}   | a/b/x = 21.5
          a/b; payload: number          | a/b                 | {"x":1,"y":"warm"} | a/b/x = 1; a/b/y = - !type
          a/b; payload: number          | a/b                 | {"x":true,"y":"warm"} | not-a-number
          a/b; payload: bool            | a/b                 | 1              | a/b = true
          a/b; payload: bool            | a/b                 | no             | a/b = false
          a/b; payload: bool            | a/b                 | OFF            | a/b = false
          a/b; payload: bool            | a/b                 | 2              | not-a-boolean
          a/b; payload: bool            | a/b                 | {"x":0,"y":"On","z":true} | a/b/x = false; a/b/y = true; a/b/z = true
          a/b; payload: json            | a/b                 | 21.5           | a/b = 21.5
          a/b; payload: json            | a/b                 | "warm"         | a/b = 'warm'
          a/b; payload: json            | a/b                 | true           | a/b = true
          a/b; payload: json            | a/b                 | null           | ignored
          a/b; payload: json            | a/b                 | warm           | malformed-json
          a/b; payload: json            | a/b                 | 1 2            | malformed-json
          # Pointers
          a/b; value: /v                | a/b                 | {"v":1,"w":2}  | a/b = 1
          a/b; value: /v/x              | a/b                 | {"v":{"x":1},"x":2} | a/b = 1
          a/b; value: /v                | a/b                 | {"v":{"x":1,"y":[2]}} | a/b/x = 1; a/b/y.0 = 2
          a/b; value: /v; signal: s     | a/b                 | {"v":{"x":1}}  | a/b/s.x = 1
          a/b; value: /1/t              | a/b                 | [{"t":1},{"t":2}] | a/b = 2
          a/b; value: /x~1y/~0          | a/b                 | {"x/y":{"~":5}} | a/b = 5
          a/b; value: /                 | a/b                 | {"":5}         | a/b = 5
          a/b; value: /v                | a/b                 | {"w":2}        | no-value-at-pointer
          a/b; value: /v/x              | a/b                 | {"v":2}        | no-value-at-pointer
          a/b; value: /v                | a/b                 | 5              | no-value-at-pointer
          a/b; value: /v                | a/b                 | {"v":null}     | ignored
          a/b; value: /v                | a/b                 | {"v":{}}       | ignored
          a/b; value: /v                | a/b                 | offline        | malformed-json
          a/b; value: /v                | a/b                 | {"v":1         | malformed-json
          # Times
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":1465839830}          | a/b = 1 @2016-06-13T17:43:50Z
          a/b; value: /v; time: /t      | a/b | {"t":1465839830100,"v":1}       | a/b = 1 @2016-06-13T17:43:50.100Z
          a/b; time: /t                 | a/b | {"t":1465839830100,"x":1,"y":2} | a/b/x = 1 @2016-06-13T17:43:50.100Z; a/b/y = 2 @2016-06-13T17:43:50.100Z
          a/b; value: /v; time: /v/t    | a/b | {"v":{"t":1465839830,"x":1}}    | a/b/x = 1 @2016-06-13T17:43:50Z
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":"2016-06-13T19:43:50+02:00"} | a/b = 1 @2016-06-13T17:43:50Z
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":"1465839830"}        | a/b = 1 @2016-06-13T17:43:50Z
          a/b; value: /v; time: /t      | a/b | {"v":1}                         | a/b = 1
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":null}                | a/b = 1
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":"soon"}              | time-unreadable
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":12345}               | time-unreadable
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":{"s":1465839830}}    | time-unreadable
          a/b; value: /v; time: /t      | a/b | {"v":1,"t":true}                | time-unreadable
          a/b; value: /v; time: /t; timeFormat: s | a/b | {"v":1,"t":12345}     | a/b = 1 @1970-01-01T03:25:45Z
          a/b; value: /v; time: /t; timeFormat: s | a/b | {"v":1,"t":-1}        | time-out-of-range
          a/b; value: /v; time: /t; timeFormat: rfc3339 | a/b | {"v":1,"t":1465839830} | time-unreadable
          # Units
          a/b; unit: bar                | a/b | 2                               | a/b = 2 bar
          a/b; value: /v; unitAt: /u    | a/b | {"v":2,"u":"m/s"}               | a/b = 2 m/s
          a/b; unitAt: /u               | a/b | {"x":2,"u":"°C"}                | a/b/x = 2 °C
          a/b; value: /v; unitAt: /u    | a/b | {"v":2,"u":"\\u001b"}           | a/b = 2
          a/b; value: /v; unitAt: /u    | a/b | {"v":2,"u":""}                  | a/b = 2
          # Decimal comma
          a/b; decimal: comma           | a/b | 21,5                            | a/b = 21.5
          a/b; decimal: comma           | a/b | -1.234,5                        | a/b = -1234.5
          a/b; decimal: comma           | a/b | 1 234 567,25                    | a/b = 1234567.25
          a/b; decimal: comma           | a/b | 1234                            | a/b = 1234
          a/b; decimal: comma           | a/b | ,5                              | a/b = 0.5
          a/b; decimal: comma           | a/b | 1,5e3                           | a/b = 1500
          a/b; decimal: comma           | a/b | 21.5                            | a/b = '21.5'
          a/b; decimal: comma           | a/b | 1.234 567                       | a/b = '1.234 567'
          a/b; decimal: comma           | a/b | 1,2,3                           | a/b = '1,2,3'
          a/b; decimal: comma           | a/b | .123                            | a/b = '.123'
          a/b; decimal: comma           | a/b | 1234.567                        | a/b = '1234.567'
          a/b; decimal: comma           | a/b | 1,5.2                           | a/b = '1,5.2'
          a/b; decimal: comma; payload: number | a/b | {"x":"1,5","y":2.5}      | a/b/x = 1.5; a/b/y = 2.5
          a/b; decimal: comma; payload: number | a/b | 21.5                     | not-a-number
          # Scale and offset
          a/b; scale: 0.5; offset: -40  | a/b | 100                             | a/b = 10
          a/b; scale: 0.5               | a/b | {"x":3,"s":"up","b":true}       | a/b/x = 1.5; a/b/s = 'up'; a/b/b = true
          a/b; scale: 10                | a/b | 1e308                           | a/b = - !not-finite
          a/b; scale: 2                 | a/b | NaN                             | a/b = - !not-finite
          """)
  void readsAsTold(String mapping, String topic, String payload, String outcome) {
    Decoder decoder = new PayloadDecoder(List.of(mapping(mapping)));

    assertThat(Outcomes.of(decoder, topic, payload)).isEqualTo(outcome);
    assertThat(Outcomes.of(decoder, topic, payload)).as("once more").isEqualTo(outcome);
  }

  @Test
  void takesTheFirstMappingThatMatches() {
    Decoder decoder =
        new PayloadDecoder(
            List.of(
                mapping("a/b; device: first"),
                mapping("a/+; device: second"),
                mapping("a/#; payload: ignore")));

    assertThat(Outcomes.of(decoder, "a/b", "1")).isEqualTo("first/b = 1");
    assertThat(Outcomes.of(decoder, "a/c", "1")).isEqualTo("second/c = 1");
    assertThat(Outcomes.of(decoder, "a/b/c", "1")).isEqualTo("ignored");
    assertThat(Outcomes.of(decoder, "b/c", "1")).isEqualTo("b/c = 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/#/b",
        "a#",
        "a/b+",
        "{Device}/x",
        "x{device}",
        "{signal}/{signal}",
        "{device}/{device}"
      })
  void whatIsNoFilterNeverComesThisFar(String filter) {
    assertThatThrownBy(() -> mapping(filter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filter");
  }

  @Test
  void aBraceInALevelIsJustACharacter() {
    PayloadDecoder decoder =
        new PayloadDecoder(List.of(mapping("a/}b/{signal}; device: odd"), mapping("#")));
    assertThat(Outcomes.of(decoder, "a/}b/c", "1")).isEqualTo("odd/c = 1");
    assertThat(Outcomes.of(decoder, "a/b/c", "1")).isEqualTo("a/b/c = 1");
  }

  @Test
  void whatIsNoPointerNeverComesThisFar() {
    assertThatThrownBy(() -> mapping("a/b; value: v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value");
  }
}
