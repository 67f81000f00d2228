/** Tests of the simulated plant. */
@NullMarked
package dev.sluice.drivers.sim;

import org.jspecify.annotations.NullMarked;
