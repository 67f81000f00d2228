/**
 * Names of counters, and the ledger that accounts for every reading.
 *
 * <p>Must not know any metrics library.
 */
@NullMarked
package dev.sluice.meters;

import org.jspecify.annotations.NullMarked;
