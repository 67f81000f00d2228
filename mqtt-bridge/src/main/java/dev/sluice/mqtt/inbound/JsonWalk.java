package dev.sluice.mqtt.inbound;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks once through a JSON document and hands every wanted leaf to {@link Leaves}. One thread. */
final class JsonWalk {

  /** The deepest nesting. */
  static final int MAX_DEPTH = 64;

  /** In bytes; comfortably more than a key that fits an id, and a bound for the parser's tables. */
  private static final int MAX_KEY = 2048;

  private final JsonFactory factory;
  private final Leaves leaves;
  private final @Nullable Place[] places = new Place[MAX_DEPTH];

  /** The next index in an array, -1 in an object. */
  private final int[] indices = new int[MAX_DEPTH];

  private final int[] seenBefore = new int[MAX_DEPTH];

  JsonWalk(JsonFactory factory, Leaves leaves) {
    this.factory = factory;
    this.leaves = leaves;
  }

  /** The parser's settings; shared by all walks, as it remembers the keys. */
  static JsonFactory newFactory() {
    return JsonFactory.builder()
        // Keys come from strangers: they must not live for ever, nor fail when they collide.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        // The bytes are known to be UTF-8: do not guess.
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        // Python and others write NaN without quotes; its neighbours are good.
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxNameLength(MAX_KEY)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /** Walks; throws if the bytes are not one whole JSON document. */
  void walk(Place root, byte[] bytes, int from, int length) throws MalformedException {
    try (JsonParser parser = factory.createParser(bytes, from, length)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedException(Reason.MALFORMED_JSON);
      }
      walk(root, parser, token);
      if (parser.nextToken() != null) {
        throw new MalformedException(Reason.MALFORMED_JSON);
      }
    } catch (StreamConstraintsException e) {
      // Only the length of a key is limited by the parser.
      throw new MalformedException(Reason.ID_TOO_LONG);
    } catch (IOException e) {
      throw new MalformedException(Reason.MALFORMED_JSON);
    }
  }

  private void walk(Place root, JsonParser parser, JsonToken first)
      throws IOException, MalformedException {
    int depth = 0;
    @Nullable Place here = root;
    JsonToken token = first;
    while (true) {
      if (token == JsonToken.FIELD_NAME) {
        Place object = places[depth - 1];
        here = object == null ? null : object.key(parser.currentName());
      } else {
        boolean end = token.isStructEnd();
        if (end) {
          here = places[--depth];
          if (here != null && here.isInside() && leaves.seen() == seenBefore[depth]) {
            leaves.see();
          }
        } else {
          if (depth > 0 && indices[depth - 1] >= 0) {
            Place array = places[depth - 1];
            int index = indices[depth - 1]++;
            here = array == null ? null : array.element(index);
          }
          if (token.isStructStart()) {
            depth = enter(here, token, depth);
          } else if (here != null) {
            leaf(here, parser, token);
          }
        }
        if (depth == 0) {
          return;
        }
      }
      token = parser.nextToken();
      if (token == null) {
        throw new MalformedException(Reason.MALFORMED_JSON);
      }
    }
  }

  private int enter(@Nullable Place here, JsonToken token, int depth) throws MalformedException {
    if (depth == MAX_DEPTH) {
      throw new MalformedException(Reason.TOO_DEEP);
    }
    if (here != null && here.isTime()) {
      throw new MalformedException(Reason.TIME_UNREADABLE);
    }
    places[depth] = here;
    indices[depth] = token == JsonToken.START_ARRAY ? 0 : -1;
    seenBefore[depth] = leaves.seen();
    return depth + 1;
  }

  private void leaf(Place here, JsonParser parser, JsonToken token)
      throws IOException, MalformedException {
    boolean empty = token == JsonToken.VALUE_NULL;
    if (here.isTime()) {
      if (!empty) {
        leaves.time(parser.getText());
      }
    } else if (here.isUnit()) {
      if (!empty) {
        leaves.unit(parser.getText());
      }
    } else if (here.isInside()) {
      leaves.see();
      if (!empty) {
        leaves.json(here.id(), parser, token);
      }
    }
  }
}
