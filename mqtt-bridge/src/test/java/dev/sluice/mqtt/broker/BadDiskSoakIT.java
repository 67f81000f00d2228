package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Value;
import dev.sluice.mqtt.broker.FakeIntake.Fate;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.mqtt.broker.RawClient.Packet;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that publish in windows, lose their connection and resend, against an intake that fails
 * or refuses now and then: whatever was acknowledged must have been stored.
 */
class BadDiskSoakIT {

  private static final int WINDOW = 8;
  private static final int MESSAGES = 120;

  private final Set<String> stored = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledgedButLost = ConcurrentHashMap.newKeySet();

  @Test
  void whatIsAcknowledgedIsStored(@TempDir Path folder) throws Exception {
    try (TestBroker box = new TestBroker(folder).start();
        var executor = Executors.newCachedThreadPool()) {
      Random random = new Random(20_260_101);
      // Both are asked under the intake's lock.
      box.intake.door(arrival -> random.nextInt(60) == 0 ? Verdict.FULL : Verdict.TAKEN);
      box.intake.fate(
          arrival -> {
            if (random.nextInt(40) == 0) {
              return Fate.FAIL;
            }
            stored.add(payload(arrival));
            return Fate.STORE;
          });
      List<Future<?>> clients = new ArrayList<>();
      for (int version = 4; version <= 5; version++) {
        for (int qos = 1; qos <= 2; qos++) {
          for (int i = 0; i < 2; i++) {
            Login login = Login.of(version, "soak-" + version + "-" + qos + "-" + i).persistent();
            int level = qos;
            clients.add(executor.submit(() -> run(box.port, login, level)));
          }
        }
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
    assertThat(acknowledgedButLost).isEmpty();
    assertThat(stored).hasSizeGreaterThanOrEqualTo(8 * MESSAGES);
  }

  private static String payload(Arrival arrival) {
    return arrival.samples().isEmpty()
        ? ""
        : ((Value.Text) Objects.requireNonNull(arrival.samples().getFirst().value())).text();
  }

  /** Publishes until all are acknowledged; packet ids are reused only after their flow ended. */
  private Void run(int port, Login login, int qos) throws Exception {
    Map<Integer, String> open = new TreeMap<>();
    int next = 0;
    while (next < MESSAGES || !open.isEmpty()) {
      try (RawClient client = RawClient.connected(port, login)) {
        for (Map.Entry<Integer, String> resend : open.entrySet()) {
          client.publish("soak/a", resend.getValue(), qos, resend.getKey(), true, false);
        }
        boolean alive = true;
        while (alive && (next < MESSAGES || !open.isEmpty())) {
          while (next < MESSAGES && open.size() < WINDOW) {
            int id = 1 + next;
            open.put(id, login.client() + "#" + next);
            next++;
            client.publish("soak/a", open.get(id), qos, id);
          }
          alive = handle(client, client.next(), open);
        }
      } catch (IOException _) {
        // The other side closed while we were sending: connect again.
      }
    }
    return null;
  }

  private boolean handle(RawClient client, Packet packet, Map<Integer, String> open)
      throws IOException {
    switch (packet.type()) {
      case RawClient.PUBACK -> acknowledged(packet, open);
      case RawClient.PUBREC -> {
        if (packet.code() < 0x80) {
          acknowledged(packet, open);
          client.pubrel(packet.id());
        } else {
          // Refused: the flow is over, the message is tried again under its id.
          return false;
        }
      }
      case RawClient.PUBCOMP -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  private void acknowledged(Packet packet, Map<Integer, String> open) throws IOException {
    if (packet.code() >= 0x80) {
      throw new IOException("refused: connect again and resend");
    }
    String payload = open.remove(packet.id());
    if (payload != null && !stored.contains(payload)) {
      acknowledgedButLost.add(payload);
    }
  }
}
