/**
 * The queryable store of sealed chunks, with the unsealed head in memory and retention.
 *
 * <p>Must not know where readings come from, nor how answers are shown.
 */
@NullMarked
package dev.sluice.history;

import org.jspecify.annotations.NullMarked;
