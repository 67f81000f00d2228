/**
 * The last value of every signal, for whoever looks.
 *
 * <p>Must not know sockets, pages or subscribers' formats; never blocks the pipeline.
 */
@NullMarked
package dev.sluice.live;

import org.jspecify.annotations.NullMarked;
