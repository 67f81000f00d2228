/**
 * The driver port: what code that speaks a protocol must offer, and the loop that polls it.
 *
 * <p>Must not know any protocol, nor where readings go after the intake.
 */
@NullMarked
package dev.sluice.driver;

import org.jspecify.annotations.NullMarked;
