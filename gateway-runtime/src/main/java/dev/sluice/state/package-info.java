/**
 * The small durable state beside history (SQLite): accounts, tokens, device keys, retained
 * messages, wills, uplinks, audit.
 *
 * <p>Must not hold readings, but for the dead letters of uplinks; each kind of state is behind a
 * port of its own.
 */
@NullMarked
package dev.sluice.state;

import org.jspecify.annotations.NullMarked;
