package dev.sluice.console.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON object from a client: members are texts, numbers, truth values, null or lists of
 * texts; anything else is refused.
 */
public final class JsonMembers {

  private static final int MAX_MEMBERS = 32;
  private static final int MAX_ITEMS = 1000;

  private final Map<String, @Nullable Object> members;

  private JsonMembers(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /**
   * Reads one object.
   *
   * @param known the members that may occur
   * @throws Problem {@link ProblemType#BAD_BODY} if it is not such an object
   */
  public static JsonMembers read(@Nullable Buffer body, Set<String> known) {
    if (body == null) {
      throw Problem.of(ProblemType.BAD_BODY, "The body must be a JSON object.");
    }
    try (JsonParser parser = Json.FACTORY.createParser(body.getBytes())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Problem.of(ProblemType.BAD_BODY, "The body must be a JSON object.");
      }
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (!known.contains(name) || members.size() >= MAX_MEMBERS) {
          throw Problem.at(ProblemType.BAD_BODY, name, "There is no member '" + name + "' here.");
        }
        members.put(name, member(parser, name));
      }
      if (parser.nextToken() != null) {
        throw Problem.of(ProblemType.BAD_BODY, "There is more behind the JSON object.");
      }
      return new JsonMembers(members);
    } catch (IOException e) {
      throw Problem.of(ProblemType.BAD_BODY, "The body is not valid JSON.");
    }
  }

  private static @Nullable Object member(JsonParser parser, String name) throws IOException {
    return switch (parser.nextToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_ARRAY -> texts(parser, name);
      default -> throw Problem.at(ProblemType.BAD_BODY, name, "'" + name + "' is no object.");
    };
  }

  private static List<String> texts(JsonParser parser, String name) throws IOException {
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING || texts.size() >= MAX_ITEMS) {
        throw Problem.at(
            ProblemType.BAD_BODY,
            name,
            "'" + name + "' is a list of at most " + MAX_ITEMS + " texts.");
      }
      texts.add(parser.getText());
    }
    return texts;
  }

  /** True if the member is there, even as null. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** The member as it is: String, Double, Boolean, list of texts or null. */
  public @Nullable Object any(String name) {
    return members.get(name);
  }

  /** A text that must be there and not be empty. */
  public String text(String name) {
    if (members.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw Problem.at(ProblemType.BAD_BODY, name, "'" + name + "' must be a text.");
  }

  /** A list of texts that must be there. */
  @SuppressWarnings("unchecked") // lists hold nothing else
  public List<String> texts(String name) {
    if (members.get(name) instanceof List<?> texts) {
      return (List<String>) texts;
    }
    throw Problem.at(ProblemType.BAD_BODY, name, "'" + name + "' must be a list of texts.");
  }

  /** A whole number in a range, or the fallback if it is not there. */
  public int whole(String name, int least, int most, int fallback) {
    Object member = members.get(name);
    if (member == null) {
      return fallback;
    }
    if (member instanceof Double number
        && number == Math.rint(number)
        && number >= least
        && number <= most) {
      return number.intValue();
    }
    throw Problem.at(
        ProblemType.BAD_BODY,
        name,
        "'" + name + "' must be a whole number from " + least + " to " + most + ".");
  }
}
