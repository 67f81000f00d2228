package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.mqtt.broker.FakeIntake.Fate;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An acknowledgement leaves when, and only when, what it acknowledges is stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldAcknowledgementsIT {

  private TestBroker box;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    box = new TestBroker(folder).start();
  }

  @AfterAll
  void stop() {
    box.close();
  }

  @BeforeEach
  void reset() {
    box.intake.reset();
  }

  @ParameterizedTest
  @CsvSource({"4,1,4", "5,1,4", "4,2,5", "5,2,5"})
  void leavesAfterTheCommitAndNotBefore(int version, int qos, int ack) throws Exception {
    String id = "held-" + version + "-" + qos;
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, id))) {
      client.publish("plant/a", "1", qos, 7);
      await().until(() -> box.intake.held() == 1);
      client.expectSilence();

      box.intake.settleHeld(Outcome.STORED);

      assertThat(client.expectAck(ack, 7)).isLessThan(0x80);
      Arrival arrival = box.intake.readings(id).getFirst();
      assertThat(arrival.care()).isEqualTo(Care.ACKNOWLEDGED);
      assertThat(arrival.resend()).isNotNull();
      assertThat(arrival.resend().packet()).isEqualTo(7);
      assertThat(arrival.resend().dup()).isFalse();
    }
  }
}
