package dev.sluice.uplink;

import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** About how many bytes a reading takes, in memory and on the way. */
final class Weight {

  private static final int PLAIN = 64;

  private Weight() {}

  static long of(@Nullable Value value) {
    if (value instanceof Value.Text(String text)) {
      return PLAIN + 2L * text.length();
    }
    return value instanceof Value.Message message
        ? PLAIN + 2L * message.topic().length() + message.size()
        : PLAIN;
  }

  static long of(Parcel parcel) {
    return of(parcel.value()) + parcel.signal().device().length() + parcel.signal().name().length();
  }
}
