package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.SignalId;
import dev.sluice.uplink.UplinkLedgerChecker.Got;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The far end of MQTT 5 with as much as a bridge needs, which confirms or does not, and dies when a
 * test says so. What it has taken it never forgets.
 */
final class ScriptedBroker implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int USER_PROPERTY = 0x26;

  private final ServerSocket listener;
  private final List<Got> got = new ArrayList<>();
  private boolean confirms = true;
  private int dieAfter;
  private int deathsLeft;
  private int taken;

  ScriptedBroker() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("scripted-broker").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Whether what it takes is confirmed from now on. */
  synchronized void confirms(boolean yes) {
    confirms = yes;
  }

  /** It resets the connection right behind every so many confirmations, so many times. */
  synchronized void diesAfter(int confirmations, int times) {
    dieAfter = confirmations;
    deathsLeft = times;
    taken = 0;
  }

  /** How often it will still die. */
  synchronized int deathsLeft() {
    return deathsLeft;
  }

  /** All that it has taken, in its order. */
  synchronized List<Got> got() {
    return List.copyOf(got);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().name("scripted-connection").start(() -> serve(socket));
      } catch (IOException e) {
        // The listener was closed, or the client has gone again.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        int first = in.readUnsignedByte();
        byte[] body = new byte[length(in)];
        in.readFully(body);
        switch (first >> 4) {
          case 1 -> answer(socket, 0x20, 3, 0, 0, 0);
          case 3 -> published(socket, first, ByteBuffer.wrap(body));
          case 12 -> answer(socket, 0xd0, 0);
          default -> {
            return;
          }
        }
      }
    } catch (IOException e) {
      // One side has ended it.
    }
  }

  private static void answer(Socket socket, int... bytes) throws IOException {
    byte[] packet = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      packet[i] = (byte) bytes[i];
    }
    socket.getOutputStream().write(packet);
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    int digit;
    int shift = 0;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7f) << shift;
      shift += 7;
    } while (digit >= 0x80);
    return length;
  }

  /** Takes a message, and confirms it unless it is to be silent. */
  private synchronized void published(Socket socket, int first, ByteBuffer body)
      throws IOException {
    String topic = text(body);
    int id = (first & 6) == 0 ? 0 : Short.toUnsignedInt(body.getShort());
    Map<String, String> about = properties(body);
    byte[] payload = new byte[body.remaining()];
    body.get(payload);
    JsonNode json = JSON.readTree(payload);
    got.add(
        new Got(
            SignalId.parse(topic.substring(topic.indexOf('/') + 1)),
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(json.get("time").asText())),
            json.get("value").asLong(),
            about.get("boot") + " " + about.getOrDefault("backfill", "false")));
    if (!confirms) {
      return;
    }
    answer(socket, 0x40, 2, id >> 8, id & 0xff);
    taken++;
    if (deathsLeft > 0 && taken % dieAfter == 0) {
      deathsLeft--;
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private static Map<String, String> properties(ByteBuffer body) throws IOException {
    int end = number(body);
    end += body.position();
    Map<String, String> users = new HashMap<>();
    while (body.position() < end) {
      int property = body.get();
      switch (property) {
        case USER_PROPERTY -> users.put(text(body), text(body));
        case 0x01 -> body.get();
        case 0x02 -> body.getInt();
        case 0x03, 0x08, 0x09 -> text(body);
        case 0x23 -> body.getShort();
        default -> throw new IOException("a property that is not expected: " + property);
      }
    }
    return users;
  }

  private static int number(ByteBuffer body) {
    int number = 0;
    int shift = 0;
    int digit;
    do {
      digit = Byte.toUnsignedInt(body.get());
      number |= (digit & 0x7f) << shift;
      shift += 7;
    } while (digit >= 0x80);
    return number;
  }

  private static String text(ByteBuffer body) {
    byte[] bytes = new byte[Short.toUnsignedInt(body.getShort())];
    body.get(bytes);
    return new String(bytes, UTF_8);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
