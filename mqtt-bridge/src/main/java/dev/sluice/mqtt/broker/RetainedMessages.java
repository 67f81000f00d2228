package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import com.hivemq.extension.sdk.api.services.publish.RetainedMessageStore;
import dev.sluice.model.Note;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retained messages: how they stand in a note, how they come back at start, and how many there may
 * be, since HiveMQ keeps all of them in memory.
 */
final class RetainedMessages {

  private static final Logger log = LoggerFactory.getLogger(RetainedMessages.class);

  /** The first byte of encoded properties. */
  private static final int VERSION = 1;

  /**
   * What one message takes.
   *
   * @param expiresAt when it expires, µs since 1970, or -1
   */
  private record Held(int bytes, long expiresAt) {
    boolean isOver(long now) {
      return expiresAt >= 0 && now >= expiresAt;
    }
  }

  private final int maxTopics;
  private final long maxBytes;
  private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * No messages yet.
   *
   * @param maxTopics the most topics with a retained message
   * @param maxBytes the most bytes of all of them
   */
  RetainedMessages(int maxTopics, long maxBytes) {
    this.maxTopics = maxTopics;
    this.maxBytes = maxBytes;
  }

  /**
   * Counts a message in; false, and nothing is counted, if there is no room for it.
   *
   * @param expiresAt when it expires, µs since 1970, or -1
   */
  boolean admit(String topic, int payloadBytes, long expiresAt) {
    Held before = held.get(topic);
    boolean room =
        (before != null || held.size() < maxTopics)
            && bytes.get() + size(topic, payloadBytes) - (before == null ? 0 : before.bytes())
                <= maxBytes;
    if (payloadBytes == 0 || room) {
      hold(topic, payloadBytes, expiresAt);
      return true;
    }
    return false;
  }

  private void hold(String topic, int payloadBytes, long expiresAt) {
    int size = payloadBytes == 0 ? 0 : size(topic, payloadBytes);
    Held before = size == 0 ? held.remove(topic) : held.put(topic, new Held(size, expiresAt));
    bytes.addAndGet(size - (before == null ? 0 : before.bytes()));
  }

  private static int size(String topic, int payloadBytes) {
    return 2 * topic.length() + payloadBytes + 200;
  }

  /**
   * Gives back the places of messages that have expired.
   *
   * @param now µs since 1970
   * @param most how many at most
   * @param forget is told the topic of each while no message on it can be admitted; false = it
   *     keeps its place, and no further one is tried
   */
  void expire(long now, int most, Predicate<String> forget) {
    int tried = 0;
    for (Map.Entry<String, Held> entry : held.entrySet()) {
      if (entry.getValue().isOver(now)) {
        boolean[] kept = {false};
        held.computeIfPresent(
            entry.getKey(),
            (topic, its) -> {
              if (!its.isOver(now)) {
                return its; // another one has come
              }
              if (!forget.test(topic)) {
                kept[0] = true;
                return its;
              }
              bytes.addAndGet(-its.bytes());
              return null;
            });
        if (kept[0] || ++tried >= most) {
          return;
        }
      }
    }
  }

  /** The note that there is no message on a topic any more. */
  static Note.Retained cleared(String topic) {
    return new Note.Retained(topic, 0, new byte[0], null);
  }

  /** The note of a publish with the retain flag. */
  static Note.Retained note(PublishPacket packet, ByteBuffer payload, MessageProperties its) {
    return new Note.Retained(
        packet.getTopic(),
        packet.getQos().getQosNumber(),
        MessageProperties.bytes(payload),
        encode(its));
  }

  /** The note of a will with the retain flag that is published now, µs since 1970. */
  static Note.Retained note(Will will, long now) {
    MessageProperties properties = will.properties().from(now);
    return new Note.Retained(will.topic(), will.qos(), will.payload(), encode(properties));
  }

  private static byte @Nullable [] encode(MessageProperties properties) {
    if (properties.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      properties.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array does not fail
    }
    return bytes.toByteArray();
  }

  private static MessageProperties decode(byte @Nullable [] encoded) throws IOException {
    if (encoded == null) {
      return MessageProperties.NONE;
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("properties of version " + version);
    }
    return MessageProperties.read(in);
  }

  /** Puts messages into HiveMQ's store and waits until all are there. Before listeners bind. */
  void restore(List<Note.Retained> messages, RetainedMessageStore store, long now) {
    List<CompletableFuture<Void>> all = new ArrayList<>(messages.size());
    int unreadable = 0;
    for (Note.Retained message : messages) {
      try {
        put(message, store, now).ifPresent(all::add);
      } catch (IOException | RuntimeException e) {
        unreadable++;
        log.debug("retained message on {} could not be restored", message.topic(), e);
      }
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    if (unreadable > 0) {
      log.warn(
          "{} of {} retained messages could not be restored; they stay in the state store",
          unreadable,
          messages.size());
    }
  }

  private Optional<CompletableFuture<Void>> put(
      Note.Retained message, RetainedMessageStore store, long now) throws IOException {
    if (message.payload().length == 0) {
      hold(message.topic(), 0, -1);
      return Optional.of(store.remove(message.topic()));
    }
    MessageProperties properties = decode(message.properties());
    // What was admitted before a restart stays, even if the caps have become smaller; what has
    // expired stays until it is forgotten.
    hold(message.topic(), message.payload().length, properties.expiresAt());
    if (properties.secondsLeft(now) == 0) {
      return Optional.empty();
    }
    PublishBuilder builder =
        Builders.publish()
            .topic(message.topic())
            .qos(Qos.valueOf(message.qos()))
            .payload(ByteBuffer.wrap(message.payload()));
    properties.apply(builder, properties.secondsLeft(now));
    return Optional.of(
        store.addOrReplace(Builders.retainedPublish().fromPublish(builder.build()).build()));
  }
}
