package dev.sluice.mqtt.inbound;

import dev.sluice.model.IdText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Tells UTF-8 from other bytes, and shows any bytes to people. */
final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int PREVIEW_LENGTH = 200;

  private Utf8() {}

  /** True if the bytes are UTF-8: no overlong form, no surrogate, nothing past U+10FFFF. */
  static boolean isValid(byte[] bytes, int from, int length) {
    int end = from + length;
    int i = from;
    while (i < end) {
      if (end - i >= 8 && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
        i += 8;
      } else {
        int size = sizeAt(bytes, i, end);
        if (size == 0) {
          return false;
        }
        i += size;
      }
    }
    return true;
  }

  /** How many bytes the character at this place has, or 0 if there is none. */
  private static int sizeAt(byte[] bytes, int i, int end) {
    int first = bytes[i];
    if (first >= 0) {
      return 1;
    }
    int lead = first & 0xff;
    int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || i + size > end) {
      return 0;
    }
    int second = bytes[i + 1] & 0xff;
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int k = 2; k < size; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  /** How many bytes of UTF-8 the text has; it holds no half characters. */
  static int length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Half of a pair stands for two of its four bytes.
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  /**
   * The start of any payload as one printable line of at most 200 characters; bytes that are not
   * text, and controls, stand as {@code \xNN}.
   */
  static String preview(byte[] bytes, int from, int length) {
    StringBuilder text = new StringBuilder(Math.min(length, PREVIEW_LENGTH) + 8);
    int end = from + length;
    int i = from;
    while (i < end && text.length() <= PREVIEW_LENGTH) {
      int size = sizeAt(bytes, i, end);
      String character = size == 0 ? null : new String(bytes, i, size, StandardCharsets.UTF_8);
      if (character == null || IdText.isControl(character.charAt(0))) {
        for (int k = 0; k < Math.max(size, 1); k++) {
          text.append("\\x").append(String.format("%02x", bytes[i + k] & 0xff));
        }
      } else {
        text.append(character);
      }
      i += Math.max(size, 1);
    }
    if (i == end && text.length() <= PREVIEW_LENGTH) {
      return text.toString();
    }
    int cut = PREVIEW_LENGTH - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(cut - 1)) ? cut - 1 : cut) + "…";
  }
}
