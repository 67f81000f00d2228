package dev.sluice.mqtt.bridge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * MQTT within WebSocket (RFC 6455), the client's side, over streams that are already open: binary
 * frames become a stream of bytes, pings are answered.
 */
final class WebSocketStream {

  private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LONGEST_LINE = 8192;
  private static final int MOST_LINES = 100;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private final InputStream in;
  private final OutputStream out;
  private final SecureRandom random;
  private long left;

  private WebSocketStream(InputStream in, OutputStream out, SecureRandom random) {
    this.in = in;
    this.out = out;
    this.random = random;
  }

  /**
   * Asks for a WebSocket and waits for the answer.
   *
   * @throws UnreachableException if the answer is no
   * @throws IOException if there is none
   */
  static WebSocketStream open(
      Address address, InputStream in, OutputStream out, SecureRandom random)
      throws IOException, UnreachableException {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    boolean usual = address.port() == (address.secure() ? 443 : 80);
    String place = address.place();
    String host = usual ? place.substring(0, place.lastIndexOf(':')) : place;
    String request =
        String.join(
            "\r\n",
            "GET " + address.path() + " HTTP/1.1",
            "Host: " + host,
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + key,
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: mqtt",
            "",
            "");
    out.write(request.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    InputStream buffered = new BufferedInputStream(in);
    check(address, lines(buffered), accept(key));
    return new WebSocketStream(buffered, out, random);
  }

  private static void check(Address address, List<String> answer, String accept)
      throws UnreachableException {
    String status = answer.isEmpty() ? "" : answer.getFirst();
    if (!status.startsWith("HTTP/1.1 101")) {
      String said = status.startsWith("HTTP/") ? "answers " + status : "does not speak HTTP";
      String why = "at " + address + " a server " + said + " instead of opening a WebSocket; ";
      throw status.startsWith("HTTP/1.1 401") || status.startsWith("HTTP/1.1 403")
          ? UnreachableException.untilChanged(
              why + "let this gateway in there, or write another url")
          : UnreachableException.forNow(why + "look at host, port and path in url");
    }
    boolean accepted = false;
    boolean mqtt = false;
    for (String line : answer) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      accepted |= name.equals("sec-websocket-accept") && value.equals(accept);
      mqtt |= name.equals("sec-websocket-protocol") && value.equals("mqtt");
    }
    if (!accepted || !mqtt) {
      throw UnreachableException.forNow(
          "at " + address + " a server opens a WebSocket, but not for MQTT; look at path in url");
    }
  }

  /** What comes in binary frames, without the frames. */
  InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        while (left == 0) {
          if (!nextFrame()) {
            return -1;
          }
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
          throw new EOFException("the connection ended within a WebSocket frame");
        }
        left -= count;
        return count;
      }
    };
  }

  /** Sends each write as one binary frame. */
  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        send(BINARY, bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }
    };
  }

  /** Takes in the head of the next frame; false if the server has closed. */
  private boolean nextFrame() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int second = in.read();
    if (second < 0 || (second & 0x80) != 0 || (first & 0x70) != 0) {
      throw new IOException("the server sends what is no WebSocket frame");
    }
    long length = second & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    for (int i = 0; i < more; i++) {
      int b = in.read();
      length = (i == 0 ? 0 : length << 8) | (b & 0xff);
      if (b < 0 || length < 0) {
        throw new IOException("the server sends what is no WebSocket frame");
      }
    }
    switch (first & 0xf) {
      case 0, BINARY -> left = length;
      case CLOSE -> {
        return false;
      }
      case PING -> {
        byte[] body = body(length);
        send(PONG, body, 0, body.length);
      }
      case PONG -> body(length);
      default -> throw new IOException("the server sends a WebSocket frame that is not binary");
    }
    return true;
  }

  private byte[] body(long length) throws IOException {
    if (length > 125) {
      throw new IOException("the server sends what is no WebSocket frame");
    }
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("the connection ended within a WebSocket frame");
    }
    return body;
  }

  private void send(int kind, byte[] bytes, int offset, int length) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(length + 14);
    frame.write(0x80 | kind);
    if (length < 126) {
      frame.write(0x80 | length);
    } else if (length < 65_536) {
      frame.write(0x80 | 126);
      frame.write(length >>> 8);
      frame.write(length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) length >>> shift));
      }
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    frame.write(mask, 0, 4);
    for (int i = 0; i < length; i++) {
      frame.write(bytes[offset + i] ^ mask[i & 3]);
    }
    // Pongs come from the reading thread.
    synchronized (out) {
      frame.writeTo(out);
      out.flush();
    }
  }

  private static List<String> lines(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0 || line.length() > LONGEST_LINE || lines.size() > MOST_LINES) {
        return lines;
      }
      if (c != '\n') {
        line.append((char) c);
        continue;
      }
      String whole = line.toString().strip();
      if (whole.isEmpty()) {
        return lines;
      }
      lines.add(whole);
      line.setLength(0);
    }
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] hash = sha1.digest((key + SALT).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
