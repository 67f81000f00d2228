package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.time.ManualClock;
import dev.sluice.uplink.Lane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packets of a publish and of its confirmation, byte by byte: MQTT 5 sections 3.3 and 3.4. */
@Timeout(10)
class ExpressTest {

  private static final HexFormat HEX = HexFormat.of();

  private final PipedOutputStream sent = new PipedOutputStream();
  private final List<Integer> answers = new ArrayList<>();

  private final Client.Answer answer =
      new Client.Answer() {
        @Override
        public void answered(int code) {
          answers.add(code);
        }

        @Override
        public void lost() {
          throw new AssertionError("nothing was lost");
        }
      };

  private Express express(String comes, int inflight, Express.@Nullable About about) {
    InputStream in = new ByteArrayInputStream(HEX.parseHex(comes.replace(" ", "")));
    return new Express(new Wire(new Socket(), in, sent, new ManualClock(1)), inflight, about);
  }

  private static Message message(String topic, String payload) {
    return new Message(
        topic, payload.getBytes(StandardCharsets.UTF_8), 7, Lane.BACKFILL, List.of(0));
  }

  @Test
  void aPublishOfEachVersionHasItsBytes() throws Exception {
    try (PipedInputStream far = new PipedInputStream(sent);
        Express old = express("", 2, null);
        Express five = express("", 2, message -> new byte[] {0x26, 0, 1, 'a', 0, 1, 'b'})) {
      old.publish(message("a/b", "21"), false, answer);
      assertThat(HEX.formatHex(far.readNBytes(11)))
          .isEqualTo("3209" + "0003612f62" + "ffff" + "3231");
      five.publish(message("a/b", "21"), true, answer);
      assertThat(HEX.formatHex(far.readNBytes(19)))
          .isEqualTo("3311" + "0003612f62" + "ffff" + "07" + "26000161000162" + "3231");
    }
  }

  @Test
  void itsOwnConfirmationsAreTakenOutAndAllElseIsPassedOn() throws Exception {
    String connack = "20 03 00 00 00";
    String ownPlain = "40 02 ff ff";
    String foreign = "40 02 00 05";
    String ownWithWords = "40 09 ff fe 87 05 1f 00 02 6e 6f";
    String foreignWithCode = "40 03 00 06 10";
    String late = "40 02 ff ff";
    String publish = "30 05 00 01 61 68 69";
    String comes = connack + ownPlain + foreign + ownWithWords + foreignWithCode + late + publish;
    try (PipedInputStream far = new PipedInputStream(sent);
        Express express = express(comes, 2, null)) {
      express.publish(message("a", "1"), false, answer);
      express.publish(message("a", "2"), false, answer);
      assertThatThrownBy(() -> express.publish(message("a", "3"), false, answer))
          .isInstanceOf(IOException.class);
      byte[] passed = express.in().readAllBytes();
      // The late one is of a packet that nobody waits for any more.
      assertThat(HEX.formatHex(passed))
          .isEqualTo((connack + foreign + foreignWithCode + late + publish).replace(" ", ""));
      assertThat(answers).containsExactly(0, 0x87);
      express.publish(message("a", "3"), false, answer);
      assertThat(HEX.formatHex(far.readNBytes(3 * 8)))
          .isEqualTo("3206000161ffff31" + "3206000161fffe32" + "3206000161ffff33");
    }
  }

  @Test
  void aTopicThatNoBrokerCouldTakeIsRefusedAndTakesNoPlace() throws Exception {
    try (PipedInputStream far = new PipedInputStream(sent);
        Express express = express("", 1, null)) {
      for (String topic : List.of("", "a/+", "#", "a\0b")) {
        assertThatThrownBy(() -> express.publish(message(topic, "1"), false, answer))
            .as(topic)
            .isInstanceOf(IllegalArgumentException.class);
      }
      express.publish(message("fine", "1"), false, answer);
      assertThat(far.read()).isEqualTo(0x32);
    }
  }

  @Test
  void aConfirmationThatIsCutShortConfirmsNothing() throws Exception {
    String whole = "4005ffff870000";
    for (int cut = 2; cut < 7; cut++) {
      try (PipedOutputStream out = new PipedOutputStream();
          PipedInputStream far = new PipedInputStream(out);
          Express express =
              new Express(
                  new Wire(
                      new Socket(),
                      new ByteArrayInputStream(HEX.parseHex(whole.substring(0, 2 * cut))),
                      out,
                      new ManualClock(1)),
                  1,
                  null)) {
        express.publish(message("a", "1"), false, answer);
        assertThat(far.read()).isEqualTo(0x32);
        assertThatThrownBy(() -> express.in().readAllBytes())
            .as("cut behind %d bytes", cut)
            .isInstanceOf(IOException.class);
        assertThat(answers).as("cut behind %d bytes", cut).isEmpty();
      }
    }
  }

  @Test
  void anEndInTheMiddleOfAPacketIsPassedOnAsAnEnd() throws Exception {
    try (Express express = express("20 03 00", 1, null)) {
      assertThat(HEX.formatHex(express.in().readAllBytes())).isEqualTo("200300");
    }
  }
}
