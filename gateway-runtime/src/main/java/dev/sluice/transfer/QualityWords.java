package dev.sluice.transfer;

import dev.sluice.model.Quality;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A quality as a word for its level, and one for its reason. */
final class QualityWords {

  private QualityWords() {}

  static String level(Quality quality) {
    return switch (quality.level()) {
      case GOOD -> "good";
      case UNCERTAIN -> "uncertain";
      case BAD -> "bad";
    };
  }

  /**
   * The quality that is meant. Without a reason, or with one that is not known here, the source
   * said so.
   *
   * @throws IllegalArgumentException if there is no such level; the message says what to write
   */
  static Quality quality(String level, @Nullable String reason) {
    Quality general =
        switch (level.toLowerCase(Locale.ROOT)) {
          case "", "good" -> Quality.GOOD;
          case "uncertain" -> Quality.UNCERTAIN_SOURCE;
          case "bad" -> Quality.BAD_SOURCE;
          default ->
              throw new IllegalArgumentException(
                  "the quality is wrong; write good, uncertain or bad");
        };
    if (reason != null) {
      for (Quality quality : Quality.values()) {
        if (quality.level() == general.level() && quality.reason().equals(reason)) {
          return quality;
        }
      }
    }
    return general;
  }
}
