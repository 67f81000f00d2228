/**
 * Carries the journal to destinations upstream: the port that each kind of destination implements,
 * and the courier that decides what is sent when, and remembers what has arrived.
 *
 * <p>Knows the journal, history and the live stream of entries. Must not know any protocol: that is
 * the uplinks' own, in modules of theirs. Never holds up the pipeline, nor keeps a segment of the
 * journal from being recycled.
 */
@NullMarked
package dev.sluice.uplink;

import org.jspecify.annotations.NullMarked;
