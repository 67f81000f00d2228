/** Tests of the program as a whole: its commands, its launcher, its architecture. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
