package dev.sluice.mqtt.inbound;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * The source of JSON parsers, with the keys it has seen; one thread's own.
 *
 * <p>Known keys cost no new string. A new key copies the whole table, so it is kept small: a sender
 * of ever new keys must not make every publish cost a large copy.
 */
final class KeyTable extends JsonFactory {

  private static final long serialVersionUID = 1L;

  /** A fresh table takes the place of one with more keys. */
  private static final int MAX_KEYS = 1000;

  /** In bytes; comfortably more than a key that fits an id. */
  private static final int MAX_KEY_LENGTH = 2048;

  private KeyTable(JsonFactoryBuilder settings) {
    super(settings);
  }

  static KeyTable empty() {
    JsonFactoryBuilder settings = new JsonFactoryBuilder();
    // Keys come from strangers: they must not live for ever, nor fail when they collide.
    settings.disable(Feature.INTERN_FIELD_NAMES).disable(Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW);
    // The bytes are known to be UTF-8: do not guess.
    settings.disable(Feature.CHARSET_DETECTION);
    // Python and others write NaN without quotes; its neighbours are good.
    settings.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);
    // Everything but the length of a key is bounded by the caller.
    settings.streamReadConstraints(
        StreamReadConstraints.builder()
            .maxNestingDepth(Integer.MAX_VALUE)
            .maxNameLength(MAX_KEY_LENGTH)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .build());
    return new KeyTable(settings);
  }

  /** True if it has grown too large to be used on. */
  boolean isFull() {
    return _byteSymbolCanonicalizer.size() > MAX_KEYS;
  }
}
