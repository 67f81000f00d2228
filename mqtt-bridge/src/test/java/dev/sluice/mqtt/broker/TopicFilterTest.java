package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

  @ParameterizedTest
  @CsvSource({
    // The examples of MQTT 5, sections 4.7.1 to 4.7.3.
    "sport/tennis/player1/#, sport/tennis/player1, true",
    "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
    "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
    "sport/#, sport, true",
    "#, sport/tennis, true",
    "sport/tennis/+, sport/tennis/player1, true",
    "sport/tennis/+, sport/tennis/player1/ranking, false",
    "sport/+, sport, false",
    "sport/+, sport/, true",
    "+, sport, true",
    "+, /finance, false",
    "+/tennis/#, sport/tennis/player1, true",
    "+/+, /finance, true",
    "/+, /finance, true",
    "#, $SYS/monitor/Clients, false",
    "+/monitor/Clients, $SYS/monitor/Clients, false",
    "$SYS/#, $SYS/monitor/Clients, true",
    "$SYS/monitor/+, $SYS/monitor/Clients, true",
    "ACCOUNTS, Accounts, false",
    "Accounts payable, Accounts payable, true",
    "/finance, finance, false",
    // Others.
    "a/b, a/b, true",
    "a/b, a/b/, false",
    "a/b/, a/b/, true",
    "a/b/, a/b, false",
    "a/b, a/bc, false",
    "a/bc, a/b, false",
    "a/+/c, a//c, true",
    "a/+/c, a/b/c/d, false",
    "a/#, ab, false",
    "/, /, true",
    "+/#, a, true",
    "ü/+, ü/x, true"
  })
  void matchesAsTheSpecificationSays(String filter, String topic, boolean matches) {
    assertThat(new TopicFilter(filter).matches(topic)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/#/b", "a#", "a/b+", "+a/b", "#/", "a\0b"})
  void aFilterThatCannotBeIsRefused(String filter) {
    assertThatThrownBy(() -> new TopicFilter(filter)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/+, a/b, true",
    "a/+, a/+, true",
    "a/+, a/#, false",
    "a/+, a, false",
    "a/+, a/b/c, false",
    "a/b, a/+, false",
    "a/#, a, true",
    "a/#, a/#, true",
    "a/#, a/+/c/#, true",
    "a/+/#, a/#, false",
    "a/+/#, a/+, true",
    "#, a/b, true",
    "#, #, true",
    "#, $SYS/#, false",
    "+, #, false",
    "+/x, $SYS/x, false",
    "$SYS/#, $SYS/x, true",
    "a, a/#, false"
  })
  void coversOnlyWhatIsWithin(String filter, String other, boolean covers) {
    assertThat(new TopicFilter(filter).covers(new TopicFilter(other))).isEqualTo(covers);
  }

  @Provide
  Arbitrary<String> filters() {
    Arbitrary<String> head =
        Arbitraries.of("a", "b", "+", "").list().ofMaxSize(3).map(list -> String.join("/", list));
    Arbitrary<String> tail = Arbitraries.of("a", "b", "+", "#");
    return Combinators.combine(head, tail)
        .as((start, end) -> start.isEmpty() ? end : start + "/" + end);
  }

  @Provide
  Arbitrary<String> topics() {
    return Arbitraries.of("a", "b", "c", "")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(list -> String.join("/", list));
  }

  @Property
  void whatTheCoveredMatchesTheCoverMatches(
      @ForAll("filters") String cover,
      @ForAll("filters") String covered,
      @ForAll("topics") String topic) {
    TopicFilter outer = new TopicFilter(cover);
    TopicFilter inner = new TopicFilter(covered);
    if (outer.covers(inner) && inner.matches(topic)) {
      assertThat(outer.matches(topic)).as("%s covers %s: %s", cover, covered, topic).isTrue();
    }
  }

  @Property
  void matchesLikeAPlainImplementation(
      @ForAll("filters") String filter, @ForAll("topics") String topic) {
    assertThat(new TopicFilter(filter).matches(topic))
        .isEqualTo(plain(List.of(filter.split("/", -1)), List.of(topic.split("/", -1))));
  }

  private static boolean plain(List<String> filter, List<String> topic) {
    if (filter.isEmpty()) {
      return topic.isEmpty();
    }
    if (filter.getFirst().equals("#")) {
      return true;
    }
    return !topic.isEmpty()
        && (filter.getFirst().equals("+") || filter.getFirst().equals(topic.getFirst()))
        && plain(filter.subList(1, filter.size()), topic.subList(1, topic.size()));
  }
}
