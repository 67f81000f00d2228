package dev.sluice.mqtt.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a payload from a text with names in braces. Braces that do not hold exactly one lower-case
 * word are text, so JSON can be written as it is.
 */
final class PayloadTemplate {

  /** The longest template, in characters. */
  static final int LONGEST = 4000;

  /** The names there are. */
  static final Set<String> NAMES =
      Set.of(
          "value", "time", "millis", "quality", "reason", "unit", "gateway", "device", "signal",
          "seq");

  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

  private record Piece(String text, boolean name) {}

  private final List<Piece> pieces;

  private PayloadTemplate(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** Reads a template without faults. */
  static PayloadTemplate parse(String template) {
    return new PayloadTemplate(pieces(template));
  }

  /** What is wrong with a template, as goes on after its name; null if nothing is. */
  static @Nullable String fault(String template) {
    if (template.isEmpty()) {
      return "is empty; write one like \"{value}\", or remove the line";
    }
    if (template.length() > LONGEST) {
      return "has " + template.length() + " characters; write at most " + LONGEST;
    }
    List<Piece> pieces = pieces(template);
    for (Piece piece : pieces) {
      if (piece.name() && !NAMES.contains(piece.text())) {
        return "has the unknown name {"
            + piece.text()
            + "}; write one of "
            + String.join(", ", NAMES.stream().sorted().map(name -> "{" + name + "}").toList());
      }
    }
    return pieces.stream().noneMatch(piece -> piece.name() && piece.text().equals("value"))
        ? "has no {value}; write where the value goes"
        : null;
  }

  /** True if the template has this name in it. */
  boolean has(String name) {
    return pieces.contains(new Piece(name, true));
  }

  /** The payload, with what each name stands for. */
  String fill(Function<String, String> names) {
    StringBuilder filled = new StringBuilder();
    for (Piece piece : pieces) {
      filled.append(piece.name() ? names.apply(piece.text()) : piece.text());
    }
    return filled.toString();
  }

  private static List<Piece> pieces(String template) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = NAME.matcher(template);
    int from = 0;
    while (matcher.find()) {
      if (matcher.start() > from) {
        pieces.add(new Piece(template.substring(from, matcher.start()), false));
      }
      pieces.add(new Piece(String.valueOf(matcher.group(1)), true));
      from = matcher.end();
    }
    if (from < template.length()) {
      pieces.add(new Piece(template.substring(from), false));
    }
    return pieces;
  }
}
