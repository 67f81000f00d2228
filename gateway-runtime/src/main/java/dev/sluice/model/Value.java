package dev.sluice.model;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a signal said at one moment. */
public sealed interface Value {

  /** The longest text value, in bytes of UTF-8. */
  int MAX_TEXT_BYTES = 4096;

  /**
   * The most bytes of a message, payload and properties together. A journal record bears the
   * largest packet twice and this beside it; a batch for an uplink has about as many.
   */
  int MAX_MESSAGE_BYTES = 256 << 10;

  /** The kind of signal this value fits. */
  Kind kind();

  /**
   * A finite number.
   *
   * @param number never NaN or infinite: those are readings without a value, marked {@link
   *     Quality#BAD_NOT_FINITE}
   */
  record Num(double number) implements Value {
    public Num {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("a value is a finite number, this is " + number);
      }
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /** A truth value. */
  record Bool(boolean on) implements Value {
    @Override
    public Kind kind() {
      return Kind.BOOL;
    }
  }

  /** A text of at most {@link #MAX_TEXT_BYTES} bytes of UTF-8. */
  record Text(String text) implements Value {
    @Override
    public Kind kind() {
      return Kind.TEXT;
    }
  }

  /**
   * A whole MQTT message as it was published, of at most {@link #MAX_MESSAGE_BYTES}. Its bytes
   * belong to it: nobody changes them.
   *
   * @param topic where it was published; a signal's id cannot always tell
   * @param payload any bytes, also none
   * @param qos with which it was published, 0 to 2
   * @param retain with which it was published
   * @param properties what else MQTT 5 said of it, by {@link PublishProperties#encode}; or null
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content, below
  record Message(
      String topic, byte[] payload, int qos, boolean retain, byte @Nullable [] properties)
      implements Value {

    private static final int SHOWN_TOPIC = 200;

    @Override
    public Kind kind() {
      return Kind.MESSAGE;
    }

    /** Payload and properties, in bytes. */
    public int size() {
      return payload.length + (properties == null ? 0 : properties.length);
    }

    /** What stands for it where people look: its size and its topic, never its bytes. */
    public String label() {
      int cut = Math.min(topic.length(), SHOWN_TOPIC);
      if (cut > 0 && cut < topic.length() && Character.isHighSurrogate(topic.charAt(cut - 1))) {
        cut--;
      }
      String shown = cut < topic.length() ? topic.substring(0, cut) + "…" : topic;
      return payload.length + " bytes on " + shown;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Message message
          && topic.equals(message.topic)
          && qos == message.qos
          && retain == message.retain
          && Arrays.equals(payload, message.payload)
          && Arrays.equals(properties, message.properties);
    }

    @Override
    public int hashCode() {
      return Objects.hash(topic, Arrays.hashCode(payload), qos, retain);
    }

    @Override
    public String toString() {
      return "Message[" + label() + "]";
    }
  }
}
