package dev.sluice.uplink;

import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** About how many bytes a reading takes, in memory and on the way. */
final class Weight {

  private static final int PLAIN = 64;

  private Weight() {}

  static long of(@Nullable Value value) {
    return switch (value) {
      case Value.Text(String text) -> PLAIN + 2L * text.length();
      case Value.Message message -> PLAIN + 2L * message.topic().length() + message.size();
      case Value.Num _, Value.Bool _ -> PLAIN;
      case null -> PLAIN;
    };
  }

  static long of(Parcel parcel) {
    return of(parcel.value()) + parcel.signal().device().length() + parcel.signal().name().length();
  }
}
