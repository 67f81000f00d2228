/**
 * The program: its commands, its log, its clock, and the wiring of all parts.
 *
 * <p>The only package that sees every module, reads the system's clock and environment, and writes
 * to standard output. It decides nothing about readings.
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
