package dev.sluice.state;

import java.util.List;

/** Who did what, kept apart from the log. Append-only, capped. */
public interface Audit {

  /**
   * One thing somebody did.
   *
   * @param time µs since 1970
   * @param who account, token id, {@code console} or {@code command line}
   * @param what a stable word: {@code claim}, {@code log-in}, {@code log-in-failed}, {@code
   *     token-created} …
   * @param detail one line for people; never a secret
   */
  record Act(long time, String who, String what, String detail) {}

  void record(Act act);

  /** The newest first, at most {@code limit}. */
  List<Act> newest(int limit);
}
