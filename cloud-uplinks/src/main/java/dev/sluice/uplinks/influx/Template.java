package dev.sluice.uplinks.influx;

import dev.sluice.model.SignalId;
import org.jspecify.annotations.Nullable;

/** A name with {@code {device}} and {@code {signal}} in it. */
record Template(String text) {

  /** What is wrong with a template, or null. */
  static @Nullable String fault(String text) {
    if (text.isBlank()) {
      return "is empty; write a name, or {device} and {signal}";
    }
    String rest = text.replace("{device}", "").replace("{signal}", "");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      return "has a placeholder that is not known; write {device} and {signal}";
    }
    return rest.chars().anyMatch(Character::isISOControl)
        ? "has a control character in it; write it on one line"
        : null;
  }

  /** The name for a signal. */
  String of(SignalId id) {
    return text.replace("{device}", id.device()).replace("{signal}", id.name());
  }
}
