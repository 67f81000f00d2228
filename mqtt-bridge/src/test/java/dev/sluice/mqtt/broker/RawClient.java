package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A tiny MQTT client that shows every packet and sends whatever it is told to. */
final class RawClient implements AutoCloseable {

  static final int CONNACK = 2;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int PUBREC = 5;
  static final int PUBREL = 6;
  static final int PUBCOMP = 7;
  static final int SUBACK = 9;
  static final int DISCONNECT = 14;

  /** Not a packet: the other side has closed the connection. */
  static final int CLOSED = -1;

  /** One packet. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Packet(int type, int flags, byte[] body) {
    /** The packet id of an acknowledgement. */
    int id() {
      return (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
    }

    /** The reason code of an acknowledgement; 0 where it was left out. */
    int code() {
      return body.length > 2 ? body[2] & 0xFF : 0;
    }

    String topic() {
      int length = (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
      return new String(body, 2, length, StandardCharsets.UTF_8);
    }

    /** The payload of a QoS 0 publish of MQTT 3.1.1. */
    String payload() {
      int start = 2 + topic().getBytes(StandardCharsets.UTF_8).length + ((flags & 6) == 0 ? 0 : 2);
      return new String(body, start, body.length - start, StandardCharsets.UTF_8);
    }

    boolean retained() {
      return (flags & 1) == 1;
    }

    @Override
    public String toString() {
      return "packet " + type + " of " + body.length + " bytes";
    }
  }

  /** What to put into CONNECT. */
  record Login(
      int version,
      String client,
      boolean clean,
      @Nullable String user,
      @Nullable String password,
      long sessionExpiry,
      @Nullable Testament will) {

    static Login v3(String client) {
      return new Login(4, client, true, null, null, 0, null);
    }

    static Login v5(String client) {
      return new Login(5, client, true, null, null, 0, null);
    }

    static Login of(int version, String client) {
      return version == 5 ? v5(client) : v3(client);
    }

    /** Takes up the session again; MQTT 5 keeps it for ten minutes. */
    Login persistent() {
      return new Login(version, client, false, user, password, version == 5 ? 600 : 0, will);
    }

    Login as(String name, @Nullable String secret) {
      return new Login(version, client, clean, name, secret, sessionExpiry, will);
    }

    Login will(String topic, String payload, int qos, boolean retain, int delay) {
      Testament testament = new Testament(topic, payload, qos, retain, delay);
      return new Login(version, client, clean, user, password, sessionExpiry, testament);
    }
  }

  /** A will. */
  record Testament(String topic, String payload, int qos, boolean retain, int delay) {}

  private final Socket socket;
  private final DataOutputStream out;
  private final LinkedBlockingQueue<Packet> received = new LinkedBlockingQueue<>();
  private int version = 4;

  RawClient(int port) throws IOException {
    this(InetAddress.getLoopbackAddress(), port);
  }

  RawClient(InetAddress address, int port) throws IOException {
    this(new Socket(address, port));
  }

  /** Speaks through a socket that is connected already. */
  RawClient(Socket connected) throws IOException {
    socket = connected;
    socket.setTcpNoDelay(true);
    out = new DataOutputStream(socket.getOutputStream());
    Thread.ofPlatform().daemon().name("raw-client").start(this::readAll);
  }

  /** Connects and expects to be let in. */
  static RawClient connected(int port, Login login) throws IOException {
    RawClient client = new RawClient(port);
    Packet connack = client.login(login);
    assertThat(connack.type()).isEqualTo(CONNACK);
    assertThat(connack.body()[1]).as("connack code").isZero();
    return client;
  }

  private void readAll() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int first = in.readUnsignedByte();
        int length = 0;
        int shift = 0;
        int digit;
        do {
          digit = in.readUnsignedByte();
          length |= (digit & 0x7F) << shift;
          shift += 7;
        } while (digit >= 0x80);
        byte[] body = new byte[length];
        in.readFully(body);
        received.add(new Packet(first >> 4, first & 15, body));
      }
    } catch (IOException _) {
      received.add(new Packet(CLOSED, 0, new byte[0]));
    }
  }

  /** Sends CONNECT and gives back the answer: CONNACK, or CLOSED. */
  Packet login(Login login) throws IOException {
    sendLogin(login);
    return next();
  }

  void sendLogin(Login login) throws IOException {
    version = login.version();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    text(body, "MQTT");
    body.writeByte(version);
    Testament will = login.will();
    int flags = login.clean() ? 2 : 0;
    if (will != null) {
      flags |= 4 | will.qos() << 3 | (will.retain() ? 32 : 0);
    }
    flags |= (login.user() != null ? 128 : 0) | (login.password() != null ? 64 : 0);
    body.writeByte(flags);
    body.writeShort(0);
    if (version == 5) {
      body.writeByte(5);
      body.writeByte(0x11);
      body.writeInt((int) login.sessionExpiry());
    }
    text(body, login.client());
    if (will != null) {
      if (version == 5) {
        body.writeByte(5);
        body.writeByte(0x18);
        body.writeInt(will.delay());
      }
      text(body, will.topic());
      text(body, will.payload());
    }
    if (login.user() != null) {
      text(body, login.user());
    }
    if (login.password() != null) {
      text(body, login.password());
    }
    send(0x10, bytes.toByteArray());
  }

  void publish(String topic, String payload, int qos, int id) throws IOException {
    publish(topic, payload, qos, id, false, false);
  }

  void publish(String topic, String payload, int qos, int id, boolean dup, boolean retain)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    text(body, topic);
    if (qos > 0) {
      body.writeShort(id);
    }
    if (version == 5) {
      body.writeByte(0);
    }
    body.write(payload.getBytes(StandardCharsets.UTF_8));
    send(0x30 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0), bytes.toByteArray());
  }

  void pubrel(int id) throws IOException {
    send(0x62, new byte[] {(byte) (id >> 8), (byte) id});
  }

  /** Subscribes and gives back the code for it. */
  int subscribe(String filter, int qos) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeShort(1);
    if (version == 5) {
      body.writeByte(0);
    }
    text(body, filter);
    body.writeByte(qos);
    send(0x82, bytes.toByteArray());
    Packet answer = next();
    assertThat(answer.type()).isEqualTo(SUBACK);
    return answer.body()[answer.body().length - 1] & 0xFF;
  }

  /** Says good-bye; with 0x04 MQTT 5 wants its will published. */
  void disconnect(int reason) throws IOException {
    send(0xE0, version == 5 ? new byte[] {(byte) reason, 0} : new byte[0]);
  }

  /** The next packet; fails when none comes in ten seconds. */
  Packet next() {
    Packet packet = poll(Duration.ofSeconds(10));
    assertThat(packet).as("an answer within ten seconds").isNotNull();
    return packet;
  }

  /** The next packet, or null when none comes in time. */
  @Nullable Packet poll(Duration patience) {
    try {
      return received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Expects the acknowledgement of this type and id, and gives back its code. */
  int expectAck(int type, int id) {
    Packet packet = next();
    assertThat(packet.type()).as("type of %s", packet).isEqualTo(type);
    assertThat(packet.id()).isEqualTo(id);
    return packet.code();
  }

  /** Expects the end: for MQTT 5 with a DISCONNECT before it. Nothing else may come. */
  void expectEnd() {
    Packet packet = next();
    if (version == 5 && packet.type() == DISCONNECT) {
      packet = next();
    }
    assertThat(packet.type()).as("type of %s", packet).isEqualTo(CLOSED);
  }

  /** Expects that nothing comes for a while. */
  void expectSilence() {
    assertThat(poll(Duration.ofMillis(300))).isNull();
  }

  void send(int first, byte[] body) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(first);
    int length = body.length;
    do {
      int digit = length & 0x7F;
      length >>= 7;
      packet.write(length > 0 ? digit | 0x80 : digit);
    } while (length > 0);
    packet.write(body);
    out.write(packet.toByteArray());
    out.flush();
  }

  private static void text(DataOutputStream body, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.writeShort(bytes.length);
    body.write(bytes);
  }

  /** Drops the connection without a word. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
