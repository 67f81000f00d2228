package dev.sluice.uplink;

/**
 * How far a pass over history has come, for seqs that the journal no longer has.
 *
 * @param from the first seq it is for
 * @param below the seq behind the last
 * @param signal the index of the signal it goes on with
 * @param time of that signal, all below are dealt with; µs since 1970
 */
record Pass(long from, long below, int signal, long time) {

  /** At its beginning. */
  static Pass over(long from, long below) {
    return new Pass(from, below, 0, Long.MIN_VALUE);
  }

  /** The same pass, further on. */
  Pass at(int newSignal, long newTime) {
    return new Pass(from, below, newSignal, newTime);
  }

  /** As one line, for {@link #parse}. */
  @Override
  public String toString() {
    return from + " " + below + " " + signal + " " + time;
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static Pass parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 4) {
      throw new IllegalArgumentException("no pass: '" + text + "'");
    }
    return new Pass(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Long.parseLong(words[3]));
  }
}
