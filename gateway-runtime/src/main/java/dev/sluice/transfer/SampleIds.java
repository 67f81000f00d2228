package dev.sluice.transfer;

import dev.sluice.model.IdText;
import dev.sluice.model.SignalId;

/** Ids of signals as texts give them. */
final class SampleIds {

  private SampleIds() {}

  /**
   * Reads {@code device/name}.
   *
   * @throws IllegalArgumentException if no signal may be called so; the message says why
   */
  static SignalId id(String text) {
    SignalId id = SignalId.parse(text);
    for (int i = 0; i < text.length(); i++) {
      if (IdText.isControl(text.charAt(i)) || IdText.isLoneSurrogate(text, i)) {
        throw new IllegalArgumentException(
            "the signal id has a character that cannot be shown; leave it out");
      }
    }
    return id;
  }
}
