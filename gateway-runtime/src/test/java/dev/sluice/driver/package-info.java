/** Tests of the device loop, and the contract kit that the tests of every driver extend. */
@NullMarked
package dev.sluice.driver;

import org.jspecify.annotations.NullMarked;
