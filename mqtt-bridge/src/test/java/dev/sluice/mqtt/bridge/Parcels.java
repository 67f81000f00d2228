package dev.sluice.mqtt.bridge;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import java.util.ArrayList;
import java.util.List;

/** Readings for these tests. */
final class Parcels {

  /** 2026-01-01T00:00:00Z, µs. */
  static final long NEW_YEAR = 1_767_225_600_000_000L;

  private Parcels() {}

  static Parcel of(String signal, double value) {
    return at(signal, value, NEW_YEAR);
  }

  static Parcel at(String signal, double value, long time) {
    return new Parcel(
        SignalId.parse(signal), null, new Value.Num(value), Quality.GOOD, time, 7, Lane.LIVE);
  }

  static Parcel text(String signal, String text) {
    return new Parcel(
        SignalId.parse(signal), null, new Value.Text(text), Quality.GOOD, NEW_YEAR, 7, Lane.LIVE);
  }

  /** Counts up, one reading a millisecond. */
  static List<Parcel> counting(String signal, int from, int count, Lane lane) {
    List<Parcel> parcels = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      parcels.add(
          new Parcel(
              SignalId.parse(signal),
              null,
              new Value.Num(i),
              Quality.GOOD,
              NEW_YEAR + i * 1000L,
              i,
              lane));
    }
    return parcels;
  }
}
