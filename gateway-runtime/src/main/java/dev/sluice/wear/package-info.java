/**
 * How much the device that the data folder stands on is written, and how long it bears that. Knows
 * the kernel's counters; must not know what is written, or why.
 */
@NullMarked
package dev.sluice.wear;

import org.jspecify.annotations.NullMarked;
