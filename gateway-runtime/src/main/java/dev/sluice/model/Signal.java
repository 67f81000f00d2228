package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * One addressable value of a device.
 *
 * @param index its place in the directory, from 0 up; never reused, even after the signal was
 *     removed
 * @param id its identity
 * @param kind the type of its values, from its first reading
 * @param unit the unit its source named, or null; a configured unit wins where it is shown
 * @param simulated true if a simulator makes its values: shown wherever the signal is
 */
public record Signal(int index, SignalId id, Kind kind, @Nullable String unit, boolean simulated) {}
