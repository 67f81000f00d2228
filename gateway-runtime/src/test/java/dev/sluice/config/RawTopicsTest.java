package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RawTopicsTest {

  @Property(tries = 2000)
  void aFilterMatchesWhatItsRegularExpressionWould(
      @ForAll("filters") String filter, @ForAll("topics") String topic) {
    String regex =
        filter.equals("#") ? ".*" : filter.replace("+", "[^/]*").replaceFirst("/#$", "(/.*)?");
    assertThat(new RawTopics(List.of(filter)).match(topic)).isEqualTo(topic.matches(regex));
  }

  @Provide
  Arbitrary<String> filters() {
    Arbitrary<String> level = Arbitraries.of("a", "b", "", "+", "ab");
    return level
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .flatMap(
            levels ->
                Arbitraries.of("", "/#")
                    .map(end -> String.join("/", levels) + end)
                    .map(filter -> filter.isEmpty() ? "#" : filter));
  }

  @Provide
  Arbitrary<String> topics() {
    return Arbitraries.of("a", "b", "", "ab")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(levels -> String.join("/", levels))
        .filter(topic -> !topic.isEmpty());
  }

  @Example
  void oneOfSeveralIsEnoughAndNoneMatchesNothing() {
    RawTopics two = new RawTopics(List.of("plant/cell/#", "video/+/meta"));
    assertThat(two.match("video/1/meta")).isTrue();
    assertThat(two.match("plant/cell")).isTrue();
    assertThat(two.match("plant/oven")).isFalse();
    assertThat(RawTopics.NONE.match("plant")).isFalse();
    assertThat(RawTopics.NONE.isEmpty()).isTrue();
  }

  @Example
  void whatIsNoFilterIsRefused() {
    assertThatThrownBy(() -> new RawTopics(List.of("a/#/b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a/#/b' has # before its end");
  }
}
