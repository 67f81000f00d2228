package dev.sluice.mqtt.inbound;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks once through a JSON document and hands every wanted leaf to {@link Leaves}. One thread. */
final class JsonWalk {

  /** The deepest nesting. */
  static final int MAX_DEPTH = 64;

  private final Leaves leaves;
  private final @Nullable Place[] places = new Place[MAX_DEPTH];

  /** The next index in an array, -1 in an object. */
  private final int[] indices = new int[MAX_DEPTH];

  private final int[] seenBefore = new int[MAX_DEPTH];

  private KeyTable keys = KeyTable.empty();

  JsonWalk(Leaves leaves) {
    this.leaves = leaves;
  }

  /** Walks; throws if the bytes are not one whole JSON document. */
  void walk(Place root, byte[] bytes, int from, int length) throws MalformedException {
    if (keys.isFull()) {
      keys = KeyTable.empty();
    }
    try (JsonParser parser = keys.createParser(bytes, from, length)) {
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
