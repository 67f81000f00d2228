package dev.sluice.state;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.model.Note;
import dev.sluice.state.BrokerState.Noted;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries the journal's notes (retained messages, wills) into the broker's state, in its own time.
 */
public final class NoteKeeper implements JournalReader {

  private final BrokerState state;
  private final long appliedAtStart;
  private List<Noted> waiting = new ArrayList<>();
  private long neededFrom = Long.MAX_VALUE;

  /**
   * A keeper that goes on where the state left off.
   *
   * @param state notes up to its {@code appliedThrough} are skipped when they are replayed
   */
  public NoteKeeper(BrokerState state) {
    this.state = state;
    this.appliedAtStart = state.appliedThrough();
  }

  @Override
  public void entry(Entry entry) {
    if (entry.seq() > appliedAtStart
        && entry instanceof Entry.Arrived arrived
        && (arrived.note() instanceof Note.Retained || arrived.note() instanceof Note.Will)) {
      synchronized (this) {
        waiting.add(new Noted(entry.seq(), arrived.note()));
        neededFrom = Math.min(neededFrom, entry.seq());
      }
    }
  }

  @Override
  public synchronized long neededFrom() {
    return neededFrom;
  }

  /**
   * Writes what is waiting, in one transaction. Called by one thread, about once a second.
   *
   * @throws RuntimeException if the state could not be written: the notes stay in the journal and
   *     are tried again
   */
  public void flush() {
    List<Noted> batch;
    synchronized (this) {
      if (waiting.isEmpty()) {
        return;
      }
      batch = waiting;
      waiting = new ArrayList<>();
    }
    try {
      state.apply(batch, batch.getLast().seq());
    } catch (RuntimeException e) {
      synchronized (this) {
        batch.addAll(waiting);
        waiting = batch;
      }
      throw e;
    }
    synchronized (this) {
      neededFrom = waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().seq();
    }
  }
}
