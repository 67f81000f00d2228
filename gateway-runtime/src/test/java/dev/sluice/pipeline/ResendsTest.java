package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResendsTest {

  private final Resends resends = new Resends();

  @Test
  void aPublishIsKnownByClientPacketIdAndContent() {
    resends.remember("a", 1, 77);
    assertThat(resends.knows("a", 1, 77)).isTrue();
    assertThat(resends.knows("b", 1, 77)).isFalse();
    assertThat(resends.knows("a", 2, 77)).isFalse();
    assertThat(resends.knows("a", 1, 78)).isFalse();
  }

  @Test
  void aPacketIdMeansOnlyWhatItMeantLast() {
    resends.remember("a", 1, 77);
    resends.remember("a", 1, 78);
    assertThat(resends.knows("a", 1, 77))
        .as("its id was free again, so it was acknowledged")
        .isFalse();
    assertThat(resends.knows("a", 1, 78)).isTrue();
  }

  @Test
  void theLast256AreKnown() {
    for (int packet = 1; packet <= Resends.WINDOW + 1; packet++) {
      resends.remember("a", packet, 77);
    }
    assertThat(resends.knows("a", 1, 77)).isFalse();
    assertThat(resends.knows("a", 2, 77)).isTrue();
    assertThat(resends.knows("a", Resends.WINDOW + 1, 77)).isTrue();
  }

  @Test
  void whatWasNotStoredIsNotKnown() {
    resends.remember("a", 1, 77);
    resends.forget("a", 1, 77);
    assertThat(resends.knows("a", 1, 77)).isFalse();
  }
}
