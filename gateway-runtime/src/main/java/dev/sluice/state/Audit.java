package dev.sluice.state;

import java.util.List;
import java.util.OptionalLong;

/**
 * Who did what, kept apart from the log. Append-only; beyond the newest 50,000 the oldest fall off.
 * Each act is chained to the one before it by a hash, so that an edit shows.
 */
public interface Audit {

  /**
   * One thing somebody did. Control, format and line-breaking characters become spaces and long
   * texts are cut, so that what an attacker typed cannot forge or flood lines.
   *
   * @param time µs since 1970
   * @param who account, token id, {@code console} or {@code command line}; at most 100 characters
   * @param what a stable word: {@code claim}, {@code log-in}, {@code log-in-failed}, {@code
   *     token-created} …; at most 50 characters
   * @param detail one line for people, at most 1,000 characters; never a secret
   */
  record Act(long time, String who, String what, String detail) {

    /** Cleans and cuts the texts. */
    public Act {
      who = OneLine.of(who, 100);
      what = OneLine.of(what, 50);
      detail = OneLine.of(detail, 1000);
    }
  }

  /** Appends one act, durably. */
  void record(Act act);

  /** The newest first, at most {@code limit}. */
  List<Act> newest(int limit);

  /**
   * Checks the chain. Returns the number of the first act that was changed, removed or put in from
   * outside; empty if all is as it was recorded.
   */
  OptionalLong verify();
}
