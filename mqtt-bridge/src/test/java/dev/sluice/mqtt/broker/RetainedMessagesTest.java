package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetainedMessagesTest {

  private static final long NEVER = -1;

  private final RetainedMessages messages = new RetainedMessages(3, 10_000);

  private boolean admit(String topic, int bytes) {
    return messages.admit(topic, bytes, NEVER);
  }

  @Test
  void theyAreBounded() {
    assertThat(admit("a", 10)).isTrue();
    assertThat(admit("b", 10)).isTrue();
    assertThat(admit("c", 10)).isTrue();
    assertThat(admit("d", 10)).isFalse();
    assertThat(admit("a", 20)).isTrue();
    assertThat(admit("a", 0)).isTrue();
    assertThat(admit("d", 9_600)).isFalse();
    assertThat(admit("d", 8_000)).isTrue();
    assertThat(admit("d", 8_500)).isTrue();
    assertThat(admit("nothing-to-clear", 0)).isTrue();
  }

  @Test
  void anExpiredOneGivesItsPlaceBack() {
    List<String> forgotten = new ArrayList<>();
    messages.admit("a", 9_000, 50);
    messages.admit("b", 10, 60);
    messages.admit("c", 10, NEVER);
    messages.expire(49, 10, forgotten::add);
    assertThat(forgotten).isEmpty();
    messages.expire(50, 10, forgotten::add);
    assertThat(forgotten).containsExactly("a");
    assertThat(admit("d", 9_000)).isTrue();
    messages.expire(Long.MAX_VALUE, 10, forgotten::add);
    assertThat(forgotten).containsExactly("a", "b");
  }

  @Test
  void aNewerOneOnTheTopicStays() {
    List<String> forgotten = new ArrayList<>();
    messages.admit("a", 10, 50);
    messages.admit("a", 10, 70);
    messages.expire(60, 10, forgotten::add);
    messages.admit("a", 10, NEVER);
    messages.expire(80, 10, forgotten::add);
    assertThat(forgotten).isEmpty();
  }

  @Test
  void oneThatCannotBeForgottenKeepsItsPlaceAndIsTriedAgain() {
    for (String topic : List.of("a", "b", "c")) {
      messages.admit(topic, 10, 50);
    }
    List<String> asked = new ArrayList<>();
    messages.expire(
        60,
        10,
        topic -> {
          asked.add(topic);
          return false;
        });
    assertThat(asked).hasSize(1);
    assertThat(admit("d", 10)).isFalse();
    messages.expire(60, 2, topic -> true);
    assertThat(admit("d", 10)).isTrue();
    assertThat(admit("e", 10)).isTrue();
    assertThat(admit("f", 10)).isFalse();
  }
}
