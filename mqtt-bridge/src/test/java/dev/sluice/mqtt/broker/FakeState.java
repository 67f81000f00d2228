package dev.sluice.mqtt.broker;

import dev.sluice.model.Note;
import dev.sluice.state.BrokerState;
import java.util.List;

/** A state with fixed content; the broker only reads it. */
record FakeState(List<Note.Retained> retained, List<Note.Will> wills) implements BrokerState {

  static final FakeState EMPTY = new FakeState(List.of(), List.of());

  @Override
  public long appliedThrough() {
    throw new UnsupportedOperationException("the broker does not ask for this");
  }

  @Override
  public void apply(List<Noted> notes, long through) {
    throw new UnsupportedOperationException("the broker does not write state");
  }
}
