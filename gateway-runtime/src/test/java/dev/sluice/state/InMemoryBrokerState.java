package dev.sluice.state;

import dev.sluice.model.Note;
import java.util.List;
import java.util.TreeMap;

/** Broker state for tests, lost with the object. */
public final class InMemoryBrokerState implements BrokerState {

  private final TreeMap<String, Note.Retained> retained = new TreeMap<>();
  private final TreeMap<String, Note.Will> wills = new TreeMap<>();
  private long appliedThrough;

  @Override
  public synchronized long appliedThrough() {
    return appliedThrough;
  }

  @Override
  public synchronized void apply(List<Noted> notes, long through) {
    NoteOrder.check(notes, through);
    for (Noted noted : notes) {
      if (noted.seq() > appliedThrough) {
        take(noted.note());
      }
    }
    appliedThrough = Math.max(appliedThrough, through);
  }

  private void take(Note note) {
    switch (note) {
      case Note.Retained message when message.payload().length == 0 ->
          retained.remove(message.topic());
      case Note.Retained message -> retained.put(message.topic(), message);
      case Note.Will will when will.will() == null -> wills.remove(will.client());
      case Note.Will will -> wills.put(will.client(), will);
      case Note.Malformed malformed -> {}
    }
  }

  @Override
  public synchronized List<Note.Retained> retained() {
    return List.copyOf(retained.values());
  }

  @Override
  public synchronized List<Note.Will> wills() {
    return List.copyOf(wills.values());
  }
}
