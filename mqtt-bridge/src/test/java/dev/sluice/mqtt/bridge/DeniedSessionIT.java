package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.SignalId;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Rejected;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A broker that ends the session where others answer no, as AWS IoT Core does. */
class DeniedSessionIT {

  /** MQTT 5 with packets so small that their length is one byte, or two. */
  private static final class Broker implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private volatile String denied = "/";

    Broker() throws IOException {
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket socket = listener.accept();
          Thread.ofVirtual().start(() -> serve(socket));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        while (true) {
          int type = in.readUnsignedByte() >> 4;
          int length = in.readUnsignedByte();
          length = length < 0x80 ? length : (length & 0x7f) + 0x80 * in.readUnsignedByte();
          byte[] body = in.readNBytes(length);
          if (type == 1) {
            out.write(new byte[] {0x20, 3, 0, 0, 0});
          } else if (type == 3) {
            int topicLength = body[1] & 0xff;
            String topic =
                new String(body, 2, topicLength, java.nio.charset.StandardCharsets.UTF_8);
            if (topic.contains(denied)) {
              out.write(new byte[] {(byte) 0xe0, 1, (byte) 0x87});
              return;
            }
            out.write(new byte[] {0x40, 2, body[2 + topicLength], body[3 + topicLength]});
          } else if (type == 12) {
            out.write(new byte[] {(byte) 0xd0, 0});
          }
        }
      } catch (IOException e) {
        // The bridge has gone.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private static Uplink uplink(Broker broker) {
    Draft draft = Draft.to("mqtt://127.0.0.1:" + broker.listener.getLocalPort());
    return new MqttUplinkFactory().open("office", draft.settings(), RealTime.surroundings());
  }

  /** As the courier does it: what is rejected is halved, a single one given up. */
  private static Delivery carry(Uplink uplink, List<Parcel> all, List<Parcel> givenUp)
      throws InterruptedException {
    List<Parcel> left = new ArrayList<>(all);
    int most = left.size();
    Delivery last = new Delivered();
    for (int turn = 0; turn < 100 && !left.isEmpty(); turn++) {
      List<Parcel> batch = List.copyOf(left.subList(0, Math.min(most, left.size())));
      last = uplink.deliver(batch);
      switch (last) {
        case Delivered _ -> left.subList(0, batch.size()).clear();
        case Rejected _ -> {
          if (batch.size() == 1) {
            givenUp.add(left.removeFirst());
          }
          most = (batch.size() + 1) / 2;
        }
        case Retry retry -> {
          for (int i = batch.size() - 1; i >= 0; i--) {
            if (retry.arrived().get(i)) {
              left.remove(i);
            }
          }
        }
        default -> {
          return last;
        }
      }
    }
    return last;
  }

  private static List<Parcel> readings() {
    List<Parcel> readings = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readings.add(Parcels.of("oven/t" + i, i));
    }
    return readings;
  }

  @Test
  void withoutAnyRightTheUplinkStopsInsteadOfGivingUpAllReadings() throws Exception {
    try (Broker broker = new Broker();
        Uplink uplink = uplink(broker)) {
      List<Parcel> givenUp = new ArrayList<>();
      Delivery verdict = carry(uplink, readings(), givenUp);
      assertThat(verdict).isInstanceOf(Refused.class);
      assertThat(((Refused) verdict).why()).contains("plant/oven/t2", "give this client the right");
      assertThat(givenUp).hasSize(2);
      broker.denied = "nothing";
      assertThat(uplink.deliver(readings())).isInstanceOf(Delivered.class);
    }
  }

  @Test
  void oneTopicWithoutARightCostsItsReadingsAndNoOthers() throws Exception {
    try (Broker broker = new Broker();
        Uplink uplink = uplink(broker)) {
      broker.denied = "t1";
      List<Parcel> givenUp = new ArrayList<>();
      assertThat(carry(uplink, readings(), givenUp)).isInstanceOf(Rejected.class);
      assertThat(givenUp)
          .extracting(Parcel::signal)
          .extracting(SignalId::name)
          .allSatisfy(name -> assertThat(name).startsWith("t1"))
          .hasSize(11);
    }
  }
}
