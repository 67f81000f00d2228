package dev.sluice.uplink;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/**
 * One reading on its way upstream.
 *
 * @param signal whose, under the name that the destination is to see
 * @param unit as the signal was last described, or null
 * @param value null when there is none; then the quality is bad
 * @param time µs since 1970; with gateway and signal it tells the reading from all others
 * @param seq its place in the journal; -1 if it comes from history, which does not know it
 * @param lane on which it is sent
 */
public record Parcel(
    SignalId signal,
    @Nullable String unit,
    @Nullable Value value,
    Quality quality,
    long time,
    long seq,
    Lane lane) {}
