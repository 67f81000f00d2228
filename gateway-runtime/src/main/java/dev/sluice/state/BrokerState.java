package dev.sluice.state;

import dev.sluice.model.Note;
import java.util.List;

/**
 * What the broker must remember over a restart: retained messages and the wills of connected
 * clients. The journal is ahead of it; it says through which seq it has taken the journal's notes.
 */
public interface BrokerState {

  /** A note and its place in the journal. */
  record Noted(long seq, Note note) {}

  /** Notes up to and including this seq are in here. */
  long appliedThrough();

  /** Takes notes in rising order of seq and moves on to {@code through}, in one transaction. */
  void apply(List<Noted> notes, long through);

  /** All retained messages. */
  List<Note.Retained> retained();

  /** The wills of clients that were connected. */
  List<Note.Will> wills();
}
