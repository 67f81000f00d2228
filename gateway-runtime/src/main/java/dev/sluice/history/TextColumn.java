package dev.sluice.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads a chunk's texts: each different text once, then which one when, as runs or one
 * by one. A text that UTF-8 cannot hold (a lone surrogate) is written as UTF-16.
 */
final class TextColumn {

  private static final int RUNS = 0;
  private static final int SINGLE = 1;

  private final Map<String, Integer> dictionary = new LinkedHashMap<>();
  private final ByteWriter raw = new ByteWriter();
  private final ByteWriter single = new ByteWriter();
  private final ByteWriter runs = new ByteWriter();

  void write(@Nullable String[] texts, int from, int count, Packer packer, ByteWriter out) {
    dictionary.clear();
    single.clear();
    runs.clear();
    int state = -1;
    int length = 0;
    for (int i = 0; i < count; i++) {
      int next = number(texts[from + i]);
      single.varint(next);
      if (next != state && length > 0) {
        runs.varint(length);
        runs.varint(state);
        length = 0;
      }
      state = next;
      length++;
    }
    runs.varint(length);
    runs.varint(state);

    raw.clear();
    raw.varint(dictionary.size());
    dictionary.keySet().forEach(this::writeText);
    boolean useRuns = runs.size() <= single.size();
    ByteWriter order = useRuns ? runs : single;
    raw.u8(useRuns ? RUNS : SINGLE);
    raw.bytes(order.array(), 0, order.size());
    packer.pack(raw, Packer.Effort.FULL, out);
    dictionary.clear();
  }

  /** 0 = no text, else its place in the dictionary + 1. */
  private int number(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    Integer known = dictionary.get(text);
    if (known != null) {
      return known;
    }
    int next = dictionary.size() + 1;
    dictionary.put(text, next);
    return next;
  }

  private void writeText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    // A lone surrogate would come back from UTF-8 as a question mark.
    if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
      raw.varint((long) utf8.length << 1);
      raw.bytes(utf8, 0, utf8.length);
      return;
    }
    raw.varint(((long) text.length() << 2) | 1);
    for (int i = 0; i < text.length(); i++) {
      raw.u8(text.charAt(i) >>> 8);
      raw.u8(text.charAt(i));
    }
  }

  void read(ByteReader in, int count, Packer packer, ByteReader block, @Nullable String[] texts) {
    packer.unpack(in, raw);
    block.over(raw.array(), 0, raw.size());
    String[] words = new String[block.count(count)];
    for (int i = 0; i < words.length; i++) {
      long head = block.varint();
      int length = (int) (head >>> 1);
      int from = block.position();
      block.skip(length);
      words[i] = text(block.array(), from, length, (head & 1) != 0);
    }
    int method = block.u8();
    if (method == SINGLE) {
      for (int i = 0; i < count; i++) {
        int number = block.count(words.length);
        texts[i] = number == 0 ? null : words[number - 1];
      }
    } else if (method == RUNS) {
      int at = 0;
      while (at < count) {
        int length = block.count(count - at);
        int number = block.count(words.length);
        if (length == 0) {
          throw new DamagedChunkException("an empty run");
        }
        Arrays.fill(texts, at, at + length, number == 0 ? null : words[number - 1]);
        at += length;
      }
    } else {
      throw new DamagedChunkException("no way of writing texts is " + method);
    }
  }

  private static String text(byte[] bytes, int from, int length, boolean wide) {
    if (!wide) {
      return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
    // Not through a charset: those replace what is not well-formed.
    StringBuilder text = new StringBuilder(length / 2);
    for (int i = from; i + 1 < from + length; i += 2) {
      text.append((char) ((bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF)));
    }
    return text.toString();
  }
}
