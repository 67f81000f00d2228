package dev.sluice.history;

import dev.sluice.model.Reading;
import org.jspecify.annotations.Nullable;

/**
 * How far the store has a signal.
 *
 * @param sealedSeq every reading up to this seq is in a chunk, or replaced, expired or damaged
 * @param end the greatest time of the chunks that are on time, µs
 * @param reach the greatest time of all chunks, µs
 * @param newest the newest reading by time, or null
 */
record Mark(long sealedSeq, long end, long reach, @Nullable Reading newest) {

  /** Nothing is sealed. */
  static final Mark NONE = new Mark(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, null);
}
