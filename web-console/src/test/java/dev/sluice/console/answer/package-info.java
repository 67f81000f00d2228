/** Tests of how the console writes and reads. */
@NullMarked
package dev.sluice.console.answer;

import org.jspecify.annotations.NullMarked;
