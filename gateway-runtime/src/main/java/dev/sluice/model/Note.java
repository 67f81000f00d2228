package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/** What must be durable besides readings. Byte arrays belong to the note: nobody changes them. */
public sealed interface Note {

  /** About how many bytes it holds. */
  int weight();

  /**
   * A payload that could not be decoded: counted as a loss with its reason, and acknowledged all
   * the same.
   *
   * @param topic where it was published
   * @param reason one of the stable words in docs/decoding.md, as {@code malformed-json}
   * @param sample the start of the payload made printable, at most 200 characters
   */
  record Malformed(String topic, String reason, String sample) implements Note {
    @Override
    public int weight() {
      return 100 + 2 * (topic.length() + sample.length());
    }
  }

  /**
   * A retained message set, or cleared when the payload is empty (MQTT 5 section 3.3.1.3).
   *
   * @param properties the broker's own encoding of what else belongs to it (content type, user
   *     properties), or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Retained(String topic, int qos, byte[] payload, byte @Nullable [] properties)
      implements Note {
    @Override
    public int weight() {
      return 100
          + 2 * topic.length()
          + payload.length
          + (properties == null ? 0 : properties.length);
    }
  }

  /**
   * The last will of a client that connected, or its end (clean disconnect, or published) when
   * null.
   *
   * @param client whose will
   * @param will the broker's own encoding of topic, payload, QoS, retain, delay; null = no will any
   *     more
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Will(String client, byte @Nullable [] will) implements Note {
    @Override
    public int weight() {
      return 100 + 2 * client.length() + (will == null ? 0 : will.length);
    }
  }
}
