package dev.sluice.console.answer;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/** The query parameters of a request, read with their ranges. */
public final class Parameters {

  private final MultiMap parameters;

  public Parameters(MultiMap parameters) {
    this.parameters = parameters;
  }

  /** The parameter's text; empty if it is missing or blank. */
  public Optional<String> text(String name) {
    String text = parameters.get(name);
    return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** All values of a parameter that may be repeated. */
  public List<String> all(String name) {
    return parameters.getAll(name);
  }

  /** A whole number in a range, or the fallback if it is missing. */
  public int whole(String name, int least, int most, int fallback) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.at(
        ProblemType.BAD_QUERY,
        name,
        "'" + name + "' must be a whole number from " + least + " to " + most + ".");
  }

  /** A time in µs since 1970, or the fallback if it is missing. */
  public long time(String name, long fallback) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return Times.parse(text.get());
    } catch (IllegalArgumentException e) {
      throw Problem.at(ProblemType.BAD_QUERY, name, "'" + name + "': " + e.getMessage());
    }
  }
}
