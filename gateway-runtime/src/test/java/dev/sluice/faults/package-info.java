/** Networks that misbehave on purpose, for the tests of whatever has a far side. */
@NullMarked
package dev.sluice.faults;

import org.jspecify.annotations.NullMarked;
