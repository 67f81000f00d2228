package dev.sluice.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a publish of MQTT 5 carries beside topic and payload, apart from any library's own classes.
 *
 * @param format the payload: 0 = bytes, 1 = UTF-8, -1 = not said
 * @param contentType or null
 * @param responseTopic or null
 * @param correlation or null; not to be changed
 * @param expiry the message expiry interval as it was given, s; -1 = none
 * @param user user properties in their order: name, value, name, value …
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its encoding, where it is
public record PublishProperties(
    int format,
    @Nullable String contentType,
    @Nullable String responseTopic,
    byte @Nullable [] correlation,
    long expiry,
    List<String> user) {

  /** The first byte of the encoding. */
  private static final int VERSION = 1;

  private static final int FORMAT = 1;
  private static final int CONTENT_TYPE = 2;
  private static final int RESPONSE_TOPIC = 3;
  private static final int CORRELATION = 4;
  private static final int EXPIRY = 5;
  private static final int USER = 6;

  /** True if it says nothing. */
  public boolean isEmpty() {
    return format < 0
        && contentType == null
        && responseTopic == null
        && correlation == null
        && expiry < 0
        && user.isEmpty();
  }

  /** As it stands beside a payload in journal and history; null if it says nothing. */
  public byte @Nullable [] encode() {
    if (isEmpty()) {
      return null;
    }
    List<byte[]> parts = new ArrayList<>();
    if (format >= 0) {
      parts.add(part(FORMAT, new byte[] {(byte) format}));
    }
    if (contentType != null) {
      parts.add(part(CONTENT_TYPE, utf8(contentType)));
    }
    if (responseTopic != null) {
      parts.add(part(RESPONSE_TOPIC, utf8(responseTopic)));
    }
    if (correlation != null) {
      parts.add(part(CORRELATION, correlation));
    }
    if (expiry >= 0) {
      parts.add(part(EXPIRY, ByteBuffer.allocate(Long.BYTES).putLong(expiry).array()));
    }
    for (String word : user) {
      parts.add(part(USER, utf8(word)));
    }
    ByteBuffer all = ByteBuffer.allocate(1 + parts.stream().mapToInt(part -> part.length).sum());
    all.put((byte) VERSION);
    parts.forEach(all::put);
    return all.array();
  }

  /**
   * Reads what {@link #encode} wrote; parts that only a newer version knows are left out.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static PublishProperties decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    int format = -1;
    String contentType = null;
    String responseTopic = null;
    byte[] correlation = null;
    long expiry = -1;
    List<String> user = new ArrayList<>();
    try {
      int version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("properties of version " + version);
      }
      while (in.hasRemaining()) {
        int kind = in.get();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new IllegalArgumentException("properties are cut short");
        }
        byte[] content = new byte[length];
        in.get(content);
        switch (kind) {
          case FORMAT -> format = content.length == 0 ? -1 : content[0];
          case CONTENT_TYPE -> contentType = text(content);
          case RESPONSE_TOPIC -> responseTopic = text(content);
          case CORRELATION -> correlation = content;
          case EXPIRY -> expiry = ByteBuffer.wrap(content).getLong();
          case USER -> user.add(text(content));
          default -> {}
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("properties are cut short", e);
    }
    if (user.size() % 2 != 0) {
      throw new IllegalArgumentException("a user property has no value");
    }
    return new PublishProperties(
        format, contentType, responseTopic, correlation, expiry, List.copyOf(user));
  }

  private static byte[] part(int kind, byte[] content) {
    return ByteBuffer.allocate(1 + Integer.BYTES + content.length)
        .put((byte) kind)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
