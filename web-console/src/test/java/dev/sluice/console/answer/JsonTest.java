package dev.sluice.console.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Value;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as the console writes and reads it. */
class JsonTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "21.0, 21",
    "-3.25, -3.25",
    "9007199254740992, 9007199254740992",
    "1e300, 1.0E300",
    "4.9E-324, 4.9E-324"
  })
  void numbers_have_no_needless_digits(double number, String json) {
    assertThat(Json.write(out -> Json.number(out, number)).toString()).isEqualTo(json);
    StringBuilder frame = new StringBuilder();
    Json.value(frame, new Value.Num(number));
    assertThat(frame.toString()).isEqualTo(json);
  }

  @Test
  void what_is_no_number_is_null() {
    assertThat(Json.write(out -> Json.number(out, Double.NaN)).toString()).isEqualTo("null");
    assertThat(Json.write(out -> Json.number(out, Double.POSITIVE_INFINITY)).toString())
        .isEqualTo("null");
  }

  @Test
  void a_small_object_is_read() {
    JsonMembers members =
        JsonMembers.read(
            Buffer.buffer("{\"name\": \"é\", \"hz\": 5, \"ch\": [\"a\", \"b\"], \"value\": null}"),
            Set.of("name", "hz", "ch", "value"));
    assertThat(members.text("name")).isEqualTo("é");
    assertThat(members.whole("hz", 1, 50, 10)).isEqualTo(5);
    assertThat(members.whole("none", 1, 50, 10)).isEqualTo(10);
    assertThat(members.texts("ch")).containsExactly("a", "b");
    assertThat(members.any("value")).isNull();
    assertThat(members.has("value")).isTrue();
    assertThatThrownBy(() -> members.whole("name", 1, 50, 10)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> members.text("hz")).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> members.texts("hz")).isInstanceOf(Problem.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        "{\"a\": {}}",
        "{\"a\": [[]]}",
        "{\"a\": [1]}",
        "{\"b\": 1}",
        "{\"a\": 1, \"a\": 1}",
        "{\"a\": NaN}",
        "{a: 1}"
      })
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> JsonMembers.read(Buffer.buffer(text), Set.of("a")))
        .isInstanceOf(Problem.class)
        .hasMessageStartingWith("bad-body");
  }
}
