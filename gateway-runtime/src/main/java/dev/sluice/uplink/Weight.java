package dev.sluice.uplink;

import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** About how many bytes a reading takes, in memory and on the way. */
final class Weight {

  private static final int PLAIN = 64;

  private Weight() {}

  static long of(@Nullable Value value) {
    return value instanceof Value.Text(String text) ? PLAIN + 2L * text.length() : PLAIN;
  }

  static long of(Parcel parcel) {
    return of(parcel.value()) + parcel.signal().device().length() + parcel.signal().name().length();
  }
}
