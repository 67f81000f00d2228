package dev.sluice.history;

import dev.sluice.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and reads a chunk's messages: each different topic once, then message by message. */
final class MessageColumn {

  private static final int QOS = 0x03;
  private static final int RETAIN = 0x04;
  private static final int HAS_PROPERTIES = 0x08;

  private final Map<String, Integer> topics = new LinkedHashMap<>();
  private final ByteWriter raw = new ByteWriter();

  void write(
      Value.@Nullable Message[] messages, int from, int count, Packer packer, ByteWriter out) {
    topics.clear();
    for (int i = from; i < from + count; i++) {
      Value.Message message = messages[i];
      if (message != null) {
        topics.putIfAbsent(message.topic(), topics.size() + 1);
      }
    }
    raw.clear();
    raw.varint(topics.size());
    topics.keySet().forEach(topic -> blob(topic.getBytes(StandardCharsets.UTF_8)));
    for (int i = from; i < from + count; i++) {
      write(messages[i]);
    }
    packer.pack(raw, Packer.Effort.FULL, out);
    topics.clear();
    raw.shrink();
  }

  private void write(Value.@Nullable Message message) {
    if (message == null) {
      raw.varint(0);
      return;
    }
    byte[] properties = message.properties();
    raw.varint(topics.getOrDefault(message.topic(), 0));
    raw.u8(
        message.qos()
            | (message.retain() ? RETAIN : 0)
            | (properties == null ? 0 : HAS_PROPERTIES));
    blob(message.payload());
    if (properties != null) {
      blob(properties);
    }
  }

  private void blob(byte[] bytes) {
    raw.varint(bytes.length);
    raw.bytes(bytes, 0, bytes.length);
  }

  void read(
      ByteReader in,
      int count,
      Packer packer,
      ByteReader block,
      Value.@Nullable Message[] messages) {
    packer.unpack(in, raw);
    block.over(raw.array(), 0, raw.size());
    String[] names = new String[block.count(count)];
    for (int i = 0; i < names.length; i++) {
      names[i] = new String(blob(block), StandardCharsets.UTF_8);
    }
    for (int i = 0; i < count; i++) {
      int topic = block.count(names.length);
      messages[i] = topic == 0 ? null : message(names[topic - 1], block);
    }
    if (block.remaining() != 0) {
      throw new DamagedChunkException("messages have bytes left over");
    }
    raw.shrink();
  }

  private static Value.Message message(String topic, ByteReader block) {
    int flags = block.u8();
    if ((flags & QOS) == QOS || flags > (QOS | RETAIN | HAS_PROPERTIES)) {
      throw new DamagedChunkException("no message has the flags " + flags);
    }
    byte[] payload = blob(block);
    return new Value.Message(
        topic,
        payload,
        flags & QOS,
        (flags & RETAIN) != 0,
        (flags & HAS_PROPERTIES) == 0 ? null : blob(block));
  }

  private static byte[] blob(ByteReader block) {
    int length = block.count(block.remaining());
    int from = block.position();
    block.skip(length);
    byte[] bytes = new byte[length];
    System.arraycopy(block.array(), from, bytes, 0, length);
    return bytes;
  }
}
