package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptPublishesTest {

  private final Connection connection = new Connection("c", true, true, 0, null);
  private final KeptPublishes kept = new KeptPublishes();

  private static Arrival arrival(int packet) {
    return new Arrival(
        "c",
        Care.ACKNOWLEDGED,
        false,
        List.of(),
        new Resend("c", packet, 42, false),
        null,
        new Receipt());
  }

  @Test
  void anIdIsUnknownOpenThenDoneAndThenBeginsAnew() {
    assertThat(kept.kept(5)).isNull();
    assertThat(kept.isDone(5)).isFalse();

    Arrival arrival = arrival(5);
    kept.begin(5);
    kept.keep(5, arrival, connection);
    assertThat(kept.kept(5)).isEqualTo(new KeptPublishes.Kept(arrival, connection));

    kept.done(5);
    assertThat(kept.kept(5)).isNull();
    assertThat(kept.isDone(5)).isTrue();

    kept.begin(5);
    assertThat(kept.isDone(5)).isFalse();
  }

  @Test
  void whatIsStoredMakesRoomAndWhatIsNotStays() {
    for (int packet = 1; packet <= KeptPublishes.MAX_OPEN; packet++) {
      assertThat(kept.hasRoom()).isTrue();
      Arrival arrival = arrival(packet);
      kept.keep(packet, arrival, connection);
      if (packet == 1) {
        arrival.receipt().settle(Outcome.FAILED);
      }
    }
    assertThat(kept.hasRoom()).isFalse();

    KeptPublishes.Kept second = kept.kept(2);
    assertThat(second).isNotNull();
    second.arrival().receipt().settle(Outcome.STORED);

    assertThat(kept.hasRoom()).isTrue();
    assertThat(kept.kept(2)).isNull();
    assertThat(kept.isDone(2)).isTrue();
    assertThat(kept.kept(1)).isNotNull();
    assertThat(kept.kept(3)).isNotNull();
  }

  @Test
  void offeredAgainItIsTheSameButForReceiptAndDup() {
    Arrival first = arrival(5);
    Arrival again = Reception.again(first);
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("receipt", "resend")
        .isEqualTo(first);
    assertThat(again.resend()).isEqualTo(new Resend("c", 5, 42, true));
    assertThat(again.receipt()).isNotSameAs(first.receipt());
  }
}
