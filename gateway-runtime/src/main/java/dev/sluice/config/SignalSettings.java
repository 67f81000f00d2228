package dev.sluice.config;

import dev.sluice.model.SignalId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers which settings a signal has: the first entry whose id or glob matches it. */
public final class SignalSettings {

  /** One entry with stars, and its place in the section. */
  private record Starred(int place, Glob glob, SignalSection settings) {}

  /** One entry without stars, and its place in the section. */
  private record Named(int place, SignalSection settings) {}

  private final Map<String, Named> named = new HashMap<>();
  private final List<Starred> starred = new ArrayList<>();

  /**
   * Takes the section in its order.
   *
   * @throws IllegalArgumentException if a key is not a {@link Glob}
   */
  public SignalSettings(Map<String, SignalSection> signals) {
    int place = 0;
    for (Map.Entry<String, SignalSection> entry : signals.entrySet()) {
      Glob glob = new Glob(entry.getKey());
      if (glob.literal()) {
        named.put(glob.pattern(), new Named(place, entry.getValue()));
      } else {
        starred.add(new Starred(place, glob, entry.getValue()));
      }
      place++;
    }
  }

  /** The settings of a signal, {@link SignalSection#NONE} if no entry matches. */
  public SignalSection forSignal(SignalId id) {
    if (named.isEmpty() && starred.isEmpty()) {
      return SignalSection.NONE;
    }
    String text = id.toString();
    Named exact = named.get(text);
    for (Starred entry : starred) {
      if (exact != null && exact.place < entry.place) {
        break;
      }
      if (entry.glob.matches(text)) {
        return entry.settings;
      }
    }
    return exact == null ? SignalSection.NONE : exact.settings;
  }
}
