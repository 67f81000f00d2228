package dev.sluice.state;

import java.util.List;

/**
 * What each uplink has dealt with, and what its destination will never take. Changes are saved
 * together, so that a crash finds all of them or none.
 */
public interface UplinkState {

  /** The most dead letters that are kept for each uplink; the oldest go. */
  int MOST_DEAD_LETTERS = 10_000;

  /**
   * The account of one uplink, in readings, each counted once however often it was sent: {@code
   * journalled = acknowledged + pending + filtered + deadLettered + expired + removed}.
   *
   * @param journalled since the uplink began, with those it began with
   * @param acknowledged confirmed by the destination
   * @param filtered left out by the uplink's own settings
   * @param deadLettered refused for good by the destination
   * @param expired nowhere any more, before they could be sent
   * @param removed of signals that a person has removed, before they could be sent
   * @param sent deliveries of readings, repeats included; not part of the balance
   * @param retried deliveries of readings that failed; not part of the balance
   */
  record Counts(
      long journalled,
      long acknowledged,
      long filtered,
      long deadLettered,
      long expired,
      long removed,
      long sent,
      long retried) {

    /** Nothing yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Lost, for whatever reason. */
    public long dropped() {
      return expired + removed;
    }

    /** What the balance leaves to be dealt with. */
    public long open() {
      return journalled - acknowledged - filtered - deadLettered - dropped();
    }
  }

  /**
   * All that an uplink knows of itself.
   *
   * @param id its name in the configuration
   * @param position which places of the journal are settled, in the courier's own words
   * @param counts as of that position
   * @param pass how far a pass over history has come, in the courier's own words; empty if there is
   *     none
   * @param pausedUntil µs since 1970; 0 if it is not paused, {@link Long#MAX_VALUE} without an end
   * @param removedAt when it was first missing from the configuration, µs since 1970; 0 if it is
   *     there
   */
  record Saved(
      String id, String position, Counts counts, String pass, long pausedUntil, long removedAt) {}

  /**
   * A reading that the destination will never take. Texts are made fit for one line and cut.
   *
   * @param signal its id, at most 1,100 characters
   * @param time the reading's own, µs since 1970
   * @param value as text, at most 200 characters
   * @param why in the destination's words, at most 500 characters; no secret
   * @param at when it was given up, µs since 1970
   */
  record DeadLetter(String uplink, String signal, long time, String value, String why, long at) {

    /** Cleans and cuts the texts. */
    public DeadLetter {
      signal = OneLine.of(signal, 1100);
      value = OneLine.of(value, 200);
      why = OneLine.of(why, 500);
    }
  }

  /**
   * What a person has asked of an uplink from outside the gateway, which takes it up within a
   * second, or at its next start.
   *
   * @param pausedUntil as in {@link Saved}; 0 to go on
   */
  record Asked(String uplink, long pausedUntil) {}

  /** Every uplink that was ever saved and not forgotten, by id. */
  List<Saved> all();

  /**
   * Saves accounts, appends dead letters and strikes off what was asked and is in the accounts now,
   * in one transaction; the uplinks of dead letters must have been saved before or with them.
   *
   * @param done stays where somebody has asked for something else since
   */
  void save(List<Saved> uplinks, List<DeadLetter> deadLetters, List<Asked> done);

  /** Likewise, where nothing was asked. */
  default void save(List<Saved> uplinks, List<DeadLetter> deadLetters) {
    save(uplinks, deadLetters, List.of());
  }

  /**
   * Asks for a pause, or for its end; replaces what was asked of this uplink before.
   *
   * @param asked of an uplink that need not have been saved yet
   */
  void ask(Asked asked);

  /** What was asked and is not done yet, by uplink. */
  List<Asked> asked();

  /** The newest dead letters of an uplink first, at most {@code limit}. */
  List<DeadLetter> deadLetters(String uplink, int limit);

  /** How many dead letters of an uplink fell off at the old end. */
  long fallenOff(String uplink);

  /** Forgets an uplink, its dead letters and what was asked of it. */
  void forget(String uplink);
}
