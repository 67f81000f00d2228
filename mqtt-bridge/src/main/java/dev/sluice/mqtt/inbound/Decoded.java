package dev.sluice.mqtt.inbound;

import dev.sluice.model.Sample;
import java.util.List;

/** What became of one publish. */
public sealed interface Decoded {

  /**
   * It carries readings.
   *
   * @param samples at least one and at most 1,000, no two of the same signal; unmodifiable
   */
  record Samples(List<Sample> samples) implements Decoded {}

  /**
   * It cannot be decoded.
   *
   * @param reason one of the stable words in docs/decoding.md, as {@code malformed-json}
   * @param sample the start of the payload made printable, at most 200 characters
   */
  record Malformed(String reason, String sample) implements Decoded {}

  /** It is well and says nothing: a cleared retained message, only nulls, or ignored on purpose. */
  record Ignored() implements Decoded {}
}
