package dev.sluice.history;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.model.Kind;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.Restamp;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries the journal's readings into history. */
public record HistoryReader(History history, SignalDirectory directory) implements JournalReader {

  private static final Logger log = LoggerFactory.getLogger(HistoryReader.class);

  @Override
  public void entry(Entry entry) {
    switch (entry) {
      case Entry.Arrived arrived -> {
        List<Reading> readings = arrived.readings();
        for (int i = 0; i < readings.size(); i++) {
          accept(readings.get(i));
        }
      }
      case Entry.Defined defined -> history.define(defined.signal(), defined.seq());
      case Entry.Removed removed -> history.forget(removed.signal(), removed.seq());
      case Entry.Clock clock -> {
        if (clock.from() == clock.seq()) {
          history.doubtFromHere();
        }
        Restamp restamp = clock.restamp();
        if (restamp != null) {
          history.restamp(restamp);
        }
      }
      case Entry.Tally _, Entry.Booted _ -> {}
    }
  }

  private void accept(Reading reading) {
    if (!history.defines(reading.signal())) {
      defineUnknown(reading);
    }
    history.accept(reading);
  }

  /**
   * Its definition was in a damaged file: the readings are kept all the same, under a name that
   * says so.
   */
  private void defineUnknown(Reading reading) {
    Kind kind =
        switch (reading.value()) {
          case Value value -> value.kind();
          case null -> Kind.NUMBER;
        };
    SignalId id = new SignalId("unknown", "signal-" + reading.signal());
    log.warn("the name of a signal was in a damaged file; its readings are kept as '{}'", id);
    Signal signal = new Signal(reading.signal(), id, kind, null, false);
    directory.restore(signal);
    history.define(signal, reading.seq());
  }

  @Override
  public long neededFrom() {
    return history.unsealedFrom();
  }
}
