package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * One value of a signal, stamped by the pipeline.
 *
 * @param signal the index of the signal in the directory
 * @param value the value, or null when there is none (then the quality is bad)
 * @param quality how far it can be trusted
 * @param time the time of the value in µs since 1970: the source's, or made by the gateway so that
 *     it is unique within the signal
 * @param received when the gateway took it in, µs since 1970
 * @param seq the order of arrival; strictly rising over restarts
 */
public record Reading(
    int signal, @Nullable Value value, Quality quality, long time, long received, long seq) {

  /** The same reading with its place in the order of arrival. */
  public Reading at(long seq) {
    return new Reading(signal, value, quality, time, received, seq);
  }

  /** The same reading with the time that it should have been given, µs since 1970. */
  public Reading corrected(long right) {
    return new Reading(signal, value, quality.withoutDoubt(), right, received + right - time, seq);
  }

  /**
   * The same reading as people see it: of a message what stands for it, without its bytes, so that
   * who keeps one for each signal does not keep all of those.
   */
  public Reading shown() {
    return value instanceof Value.Message message
        ? new Reading(signal, new Value.Text(message.label()), quality, time, received, seq)
        : this;
  }

  /**
   * The value as a double (booleans are 0 and 1), NaN when there is none or it is text or a
   * message.
   */
  public double number() {
    return switch (value) {
      case Value.Num num -> num.number();
      case Value.Bool bool -> bool.on() ? 1 : 0;
      case Value.Text _, Value.Message _ -> Double.NaN;
      case null -> Double.NaN;
    };
  }
}
