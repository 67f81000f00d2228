/**
 * A simulated plant for trying Sluice out: a boiler, a press and a greenhouse, with the faults that
 * real ones have.
 *
 * <p>Must not know how its values are stored or shown; all it makes is marked as simulated.
 */
@NullMarked
package dev.sluice.drivers.sim;

import org.jspecify.annotations.NullMarked;
