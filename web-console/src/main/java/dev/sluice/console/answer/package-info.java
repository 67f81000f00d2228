/**
 * How the console writes: JSON, times and problem documents, and how it reads what clients send.
 *
 * <p>Must not know who asks, nor any noun of the API.
 */
@NullMarked
package dev.sluice.console.answer;

import org.jspecify.annotations.NullMarked;
