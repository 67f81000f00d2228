/**
 * A clock that is passed in, and that knows whether it is trusted.
 *
 * <p>Must not be bypassed: nobody outside the application module reads the system clock.
 */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
