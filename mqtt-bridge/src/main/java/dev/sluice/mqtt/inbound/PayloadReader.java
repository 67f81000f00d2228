package dev.sluice.mqtt.inbound;

import dev.sluice.config.MqttSection.TopicMapping.Payload;
import dev.sluice.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads payloads by their topics' plans: tells JSON from bare values. One thread. */
final class PayloadReader {

  /** Larger payloads are read from an array of their own, which is not kept. */
  private static final int KEPT_BYTES = 64 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final Decoded IGNORED = new Decoded.Ignored();

  private final Leaves leaves;
  private final JsonWalk walk;
  private final char[] chars = new char[Value.MAX_TEXT_BYTES];
  private byte[] kept = new byte[1024];

  PayloadReader(Mapping mapping) {
    this.leaves = new Leaves(mapping);
    this.walk = new JsonWalk(leaves);
  }

  Decoded read(Plan plan, ByteBuffer payload) {
    int length = payload.remaining();
    byte[] bytes;
    int from = 0;
    if (payload.hasArray()) {
      bytes = payload.array();
      from = payload.arrayOffset() + payload.position();
    } else {
      bytes = room(length);
      payload.get(payload.position(), bytes, 0, length);
    }
    try {
      return read(plan, bytes, from, length);
    } catch (MalformedException e) {
      return new Decoded.Malformed(e.reason().word(), Utf8.preview(bytes, from, length));
    }
  }

  private byte[] room(int length) {
    if (length > KEPT_BYTES) {
      return new byte[length];
    }
    if (length > kept.length) {
      kept = new byte[Math.min(KEPT_BYTES, 2 * length)];
    }
    return kept;
  }

  private Decoded read(Plan plan, byte[] bytes, int first, int length) throws MalformedException {
    if (!Utf8.isValid(bytes, first, length)) {
      throw new MalformedException(Reason.NOT_UTF8);
    }
    int from = first;
    int end = first + length;
    if (length >= 3 && Arrays.equals(bytes, from, from + 3, BYTE_ORDER_MARK, 0, 3)) {
      from += 3;
    }
    while (from < end && isBlank(bytes[from])) {
      from++;
    }
    // C programs like to send the zero byte that ends their strings.
    while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] == 0)) {
      end--;
    }
    if (from == end) {
      return IGNORED;
    }
    Mapping mapping = plan.mapping();
    leaves.begin(mapping);
    boolean looksLikeJson = bytes[from] == '{' || bytes[from] == '[';
    if (mapping.needsJson() || (looksLikeJson && mapping.payload() != Payload.TEXT)) {
      walk.walk(plan.root(), bytes, from, end - from);
    } else {
      if (end - from > Value.MAX_TEXT_BYTES) {
        throw new MalformedException(Reason.TEXT_TOO_LONG);
      }
      leaves.see();
      leaves.bare(plan.leaf(), chars, toChars(bytes, from, end - from));
    }
    return leaves.finish();
  }

  private int toChars(byte[] bytes, int from, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] < 0) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        text.getChars(0, text.length(), chars, 0);
        return text.length();
      }
      chars[i] = (char) bytes[from + i];
    }
    return length;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
