package dev.sluice.transfer;

import dev.sluice.model.IdText;
import dev.sluice.model.RawTopic;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** Ids of signals as texts give them. */
final class SampleIds {

  private SampleIds() {}

  /**
   * Reads {@code device/name}.
   *
   * @throws IllegalArgumentException if no signal may be called so; the message says why
   */
  static SignalId id(String text) {
    SignalId id;
    try {
      id = SignalId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the signal is wrong, " + e.getMessage() + "; write device/name", e);
    }
    for (int i = 0; i < text.length(); i++) {
      if (IdText.isControl(text.charAt(i)) || IdText.isLoneSurrogate(text, i)) {
        throw new IllegalArgumentException(
            "the signal id has a character that cannot be shown; leave it out");
      }
    }
    return id;
  }

  /**
   * Checks that whole messages and nothing else are kept under the ids of raw topics.
   *
   * @throws IllegalArgumentException if not; the message says what helps
   */
  static void check(SignalId id, @Nullable Value value) {
    boolean raw = RawTopic.has(id.device());
    boolean message = value instanceof Value.Message;
    if (raw && !message) {
      throw new IllegalArgumentException(
          "the signal is that of a raw topic, which has whole messages only; export it as ndjson");
    }
    if (message && !raw) {
      throw new IllegalArgumentException(
          "a message belongs to a raw topic; write $raw/ and its topic as the signal");
    }
  }
}
