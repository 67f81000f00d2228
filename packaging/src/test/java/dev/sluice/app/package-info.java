/** Checks of the whole product. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
