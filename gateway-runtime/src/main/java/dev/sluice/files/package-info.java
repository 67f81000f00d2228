/**
 * File operations as the journal and the stores need them, so that tests can break them.
 *
 * <p>Must not know what is in the files.
 */
@NullMarked
package dev.sluice.files;

import org.jspecify.annotations.NullMarked;
