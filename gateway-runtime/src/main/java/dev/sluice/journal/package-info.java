/**
 * The durable log that every reading and event passes through; its bytes are described in
 * FORMAT.md.
 *
 * <p>Must not know what records mean to their readers, nor who reads them.
 */
@NullMarked
package dev.sluice.journal;

import org.jspecify.annotations.NullMarked;
