/**
 * Readings as text, out of a gateway and into one: CSV, newline-delimited JSON, and files of line
 * protocol.
 *
 * <p>Must not know where readings are kept, nor how texts travel.
 */
@NullMarked
package dev.sluice.transfer;

import org.jspecify.annotations.NullMarked;
