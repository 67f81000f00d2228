package dev.sluice.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One figure over several rounds. */
final class Spread {

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  double min() {
    return Collections.min(values);
  }

  double max() {
    return Collections.max(values);
  }

  /** Median, least and most: {@code 12,345 (12,000–13,000)}. */
  String text(String format) {
    return format(format, median())
        + " ("
        + format(format, min())
        + "–"
        + format(format, max())
        + ")";
  }

  private static String format(String format, double value) {
    return String.format(java.util.Locale.ROOT, format, value);
  }
}
