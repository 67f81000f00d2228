package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.Lane;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a broker keeps for new subscribers is the newest, whatever arrives last. */
class NewestTest {

  private final Newest newest = new Newest();

  private boolean kept(String topic, long seq, Lane lane) {
    Message message = new Message(topic, new byte[0], seq, lane, List.of(0));
    newest.mark(List.of(message), true);
    return message.retain(true);
  }

  @Test
  void whatIsSentLaterButIsOlderIsNotKept() {
    assertThat(kept("a", 10, Lane.LIVE)).isTrue();
    assertThat(kept("a", 5, Lane.BACKFILL)).isFalse();
    assertThat(kept("a", -1, Lane.BACKFILL)).as("from history").isFalse();
    assertThat(kept("b", 5, Lane.BACKFILL)).as("another topic").isTrue();
    assertThat(kept("a", 11, Lane.LIVE)).isTrue();
  }

  @Test
  void aBacklogWithNothingNewerIsKeptAsItComes() {
    assertThat(kept("a", -1, Lane.BACKFILL)).isTrue();
    assertThat(kept("a", 3, Lane.BACKFILL)).isTrue();
    assertThat(kept("a", 4, Lane.BACKFILL)).isTrue();
    assertThat(kept("a", 4, Lane.BACKFILL)).as("sent again").isTrue();
  }

  @Test
  void whatIsNotToBeKeptAtAllSaysNothingOfOthers() {
    Message message = new Message("a", new byte[0], 10, Lane.LIVE, List.of(0));
    newest.mark(List.of(message), false);
    assertThat(kept("a", 5, Lane.BACKFILL)).isTrue();
  }
}
