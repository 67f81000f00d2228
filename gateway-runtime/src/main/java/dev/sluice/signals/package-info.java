/**
 * The directory of all signals ever seen: identity, index, kind, unit.
 *
 * <p>Must not know values.
 */
@NullMarked
package dev.sluice.signals;

import org.jspecify.annotations.NullMarked;
