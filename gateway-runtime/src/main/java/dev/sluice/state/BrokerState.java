package dev.sluice.state;

import dev.sluice.model.Note;
import java.util.List;

/**
 * What the broker must remember over a restart: retained messages and the wills of connected
 * clients. The journal is ahead of it; it says through which seq it has taken the journal's notes.
 */
public interface BrokerState {

  /**
   * A note and its place in the journal.
   *
   * @param seq at least 1
   */
  record Noted(long seq, Note note) {}

  /** Notes up to and including this seq are in here; 0 = none yet. */
  long appliedThrough();

  /**
   * Takes notes and moves on to {@code through}, in one transaction. Notes up to {@link
   * #appliedThrough()} are passed over and the position never goes back, so that notes may come
   * again after a crash. A retained message with an empty payload and a null will remove what was
   * there; notes of other kinds are passed over.
   *
   * @param notes in order of seq
   * @throws IllegalArgumentException if the order falls or a seq is above {@code through}
   */
  void apply(List<Noted> notes, long through);

  /** All retained messages, in no order. */
  List<Note.Retained> retained();

  /** The wills of clients that were connected, in no order. */
  List<Note.Will> wills();
}
