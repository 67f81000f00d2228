package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A small MQTT client (3.1.1 and 5) that sends what no decent client would send. */
final class RawMqtt implements AutoCloseable {

  static final int CONNACK = 2;
  static final int PUBACK = 4;
  static final int SUBACK = 9;
  static final int DISCONNECT = 14;

  /** Not a packet: the other side has closed the connection. */
  static final int CLOSED = -1;

  /** One packet: its type and what stands behind its length. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Packet(int type, byte[] body) {
    /** The packet id of an acknowledgement. */
    int id() {
      return (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
    }

    /** The last byte of an acknowledgement: its code, if it has one. */
    int lastByte() {
      return body[body.length - 1] & 0xFF;
    }
  }

  private final Socket socket;
  private final DataOutputStream out;
  private final int version;
  private final LinkedBlockingQueue<Packet> received = new LinkedBlockingQueue<>();

  /**
   * A connection that has said nothing yet.
   *
   * @param version 4 (3.1.1) or 5
   */
  RawMqtt(InetAddress address, int port, int version) throws IOException {
    this.version = version;
    socket = new Socket(address, port);
    socket.setTcpNoDelay(true);
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 14));
    Thread.ofVirtual().start(this::readAll);
  }

  /** A client on loopback that was let in without a credential. */
  static RawMqtt connected(int port, String client) throws IOException {
    RawMqtt raw = new RawMqtt(InetAddress.getLoopbackAddress(), port, 4);
    assertThat(raw.connect(client, "", "")).as("CONNACK of %s", client).isZero();
    return raw;
  }

  private void readAll() {
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        int type = in.readUnsignedByte() >> 4;
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
        received.add(new Packet(type, body));
      }
    } catch (IOException _) {
      received.add(new Packet(CLOSED, new byte[0]));
    }
  }

  /**
   * Connects, with a clean session.
   *
   * @param user empty = none
   * @return CONNACK's code, or {@link #CLOSED}
   */
  int connect(String client, String user, String password) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    text(body, "MQTT");
    body.writeByte(version);
    body.writeByte(user.isEmpty() ? 2 : 0xC2);
    body.writeShort(0);
    if (version == 5) {
      body.writeByte(0);
    }
    text(body, client);
    if (!user.isEmpty()) {
      text(body, user);
      text(body, password);
    }
    send(0x10, bytes.toByteArray());
    out.flush();
    Packet answer = next();
    if (answer.type() == CLOSED) {
      return CLOSED;
    }
    assertThat(answer.type()).isEqualTo(CONNACK);
    return answer.body()[1] & 0xFF;
  }

  /** Sends a publish; QoS 0 if the id is 0, else QoS 1. Not flushed. */
  void publish(String topic, byte[] payload, int id) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 64);
    DataOutputStream body = new DataOutputStream(bytes);
    text(body, topic);
    if (id != 0) {
      body.writeShort(id);
    }
    if (version == 5) {
      body.writeByte(0);
    }
    body.write(payload);
    send(id == 0 ? 0x30 : 0x32, bytes.toByteArray());
  }

  /** Publishes with QoS 1 and waits for the answer: true if it was acknowledged with success. */
  boolean publishAndWait(String topic, String payload, int id) throws IOException {
    publish(topic, payload.getBytes(UTF_8), id);
    flush();
    Packet answer = next();
    return answer.type() == PUBACK && (answer.body().length == 2 || answer.body()[2] >= 0);
  }

  /** Subscribes with QoS 1 and tells the code of the answer. */
  int subscribe(String filter) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeShort(1);
    if (version == 5) {
      body.writeByte(0);
    }
    text(body, filter);
    body.writeByte(1);
    send(0x82, bytes.toByteArray());
    out.flush();
    Packet answer = next();
    assertThat(answer.type()).isEqualTo(SUBACK);
    return answer.lastByte();
  }

  void flush() throws IOException {
    out.flush();
  }

  /** The next packet; fails when none comes in half a minute. */
  Packet next() {
    try {
      Packet packet = received.poll(30, TimeUnit.SECONDS);
      assertThat(packet).as("an answer within half a minute").isNotNull();
      return packet;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void send(int first, byte[] body) throws IOException {
    out.write(first);
    int length = body.length;
    do {
      int digit = length & 0x7F;
      length >>= 7;
      out.write(length > 0 ? digit | 0x80 : digit);
    } while (length > 0);
    out.write(body);
  }

  private static void text(DataOutputStream body, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    body.writeShort(bytes.length);
    body.write(bytes);
  }

  /** Drops the connection without a word. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
