/**
 * The nouns of the domain: signals, readings, values, quality.
 *
 * <p>Imports only the JDK; knows nothing of storage, wire formats or threads.
 */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;
