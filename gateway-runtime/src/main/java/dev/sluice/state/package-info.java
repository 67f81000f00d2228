/**
 * The small durable state beside history (SQLite): accounts, tokens, device keys, retained
 * messages, wills, uplinks, audit.
 *
 * <p>Must not hold readings; each kind of state is behind a port of its own.
 */
@NullMarked
package dev.sluice.state;

import org.jspecify.annotations.NullMarked;
