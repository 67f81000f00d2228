package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.RetainedPublishBuilder;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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

  private final int maxTopics;
  private final long maxBytes;
  private final ConcurrentHashMap<String, Integer> sizes = new ConcurrentHashMap<>();
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

  /** Counts a message in; false, and nothing is counted, if there is no room for it. */
  boolean admit(String topic, int payloadBytes) {
    if (payloadBytes == 0) {
      Integer before = sizes.remove(topic);
      if (before != null) {
        bytes.addAndGet(-before);
      }
      return true;
    }
    int size = 2 * topic.length() + payloadBytes + 200;
    Integer before = sizes.get(topic);
    if (before == null && sizes.size() >= maxTopics) {
      return false;
    }
    if (bytes.get() + size - (before == null ? 0 : before) > maxBytes) {
      return false;
    }
    Integer replaced = sizes.put(topic, size);
    bytes.addAndGet(size - (replaced == null ? 0 : replaced));
    return true;
  }

  /** The note of a publish with the retain flag. */
  static Note.Retained note(PublishPacket packet, ByteBuffer payload, long now) {
    return new Note.Retained(
        packet.getTopic(),
        packet.getQos().getQosNumber(),
        MessageProperties.bytes(payload),
        encode(MessageProperties.of(packet, now)));
  }

  /** The note of a will with the retain flag. */
  static Note.Retained note(Will will) {
    return new Note.Retained(will.topic(), will.qos(), will.payload(), encode(will.properties()));
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
      admit(message.topic(), 0);
      return Optional.of(store.remove(message.topic()));
    }
    MessageProperties properties = decode(message.properties());
    if (properties.secondsLeft(now) == 0) {
      return Optional.empty();
    }
    RetainedPublishBuilder builder =
        Builders.retainedPublish()
            .topic(message.topic())
            .qos(Qos.valueOf(message.qos()))
            .payload(ByteBuffer.wrap(message.payload()));
    properties.apply(builder, now);
    // What was admitted before a restart stays, even if the caps have become smaller.
    admit(message.topic(), message.payload().length);
    return Optional.of(store.addOrReplace(builder.build()));
  }
}
