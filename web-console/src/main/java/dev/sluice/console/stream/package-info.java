/**
 * Live values to many viewers: encoded once per channel and tick, conflated for whoever is slow.
 *
 * <p>Must not keep a queue of values, nor know pages.
 */
@NullMarked
package dev.sluice.console.stream;

import org.jspecify.annotations.NullMarked;
