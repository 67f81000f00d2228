/**
 * The one way in (Intake) and the one thread (Pipeline) that stamps, journals and publishes
 * readings.
 *
 * <p>Must not know any protocol; must not wait for anything but the journal.
 */
@NullMarked
package dev.sluice.pipeline;

import org.jspecify.annotations.NullMarked;
