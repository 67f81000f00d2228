package dev.sluice.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** From bytes to YAML nodes, or to a problem that says where it is no YAML. */
final class Yaml {

  /** The deepest nesting; the settings need less than ten. */
  static final int MAX_DEPTH = 32;

  /** What an empty file holds: no settings at all, at its start. */
  static final Node NOTHING =
      new MappingNode(
          Tag.MAP,
          true,
          List.of(),
          FlowStyle.BLOCK,
          Optional.of(new Mark("", 0, 0, 0, new int[0], 0)),
          Optional.empty());

  private Yaml() {}

  /** The text of a file, or null with a problem if it is not printable UTF-8. */
  static @Nullable String decode(byte[] content, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(content);
    CharBuffer out = CharBuffer.allocate(content.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      problem(problems, text, text.length(), "is not UTF-8 here; save the file as UTF-8");
      return null;
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        String what = String.format("has the unprintable character U+%04X", c);
        problem(problems, text, i, what + "; remove it");
        return null;
      }
    }
    return text;
  }

  /** The root node, or null with a problem if the text is not YAML. */
  static @Nullable Node compose(String text, Problems problems) {
    // Every plain scalar stays text: what it means depends on the setting, not on its looks.
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setAllowDuplicateKeys(true)
            .setAllowNonScalarKeys(true)
            // Counted by the binder, which knows how often each is followed.
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      return new Composer(settings, new ShallowParser(parser)).getSingleNode().orElse(NOTHING);
    } catch (TooDeep tooDeep) {
      problems.add(
          tooDeep.mark.getLine() + 1,
          tooDeep.mark.getColumn() + 1,
          "is nested more than " + MAX_DEPTH + " levels deep; no setting needs that");
    } catch (MarkedYamlEngineException failure) {
      Mark mark = failure.getProblemMark().or(failure::getContextMark).orElseThrow();
      problems.add(mark.getLine() + 1, mark.getColumn() + 1, advice(failure));
    } catch (YamlEngineException failure) {
      problems.add("is not YAML: " + failure.getMessage() + "; check its syntax");
    }
    return null;
  }

  private static String advice(MarkedYamlEngineException failure) {
    String what = failure.getProblem() == null ? "it makes no sense here" : failure.getProblem();
    String line = what.replace('\n', ' ');
    if (line.contains("TAB")) {
      return "is not YAML: a tab stands here; indent with spaces";
    }
    if (line.startsWith("but found another document")) {
      return "is a second document; remove this line, a file holds one";
    }
    String context = failure.getContext() == null ? "" : failure.getContext();
    if (context.contains("alias") || line.contains("alias")) {
      return "is an alias that names nothing; put a text that begins with * in quotes";
    }
    return "is not YAML: " + line + "; check quotes, colons and indentation here and just above";
  }

  private static void problem(Problems problems, String text, int at, String reason) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    problems.add(line, text.codePointCount(start, at) + 1, reason);
  }

  /** Ends the reading of a file that is nested too deep for the recursive composer. */
  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Mark mark;

    TooDeep(Mark mark) {
      super("nested too deep", null, false, false);
      this.mark = mark;
    }
  }

  /** Hands events on as long as they are not nested too deep. */
  private static final class ShallowParser implements Parser {
    private final Parser parser;
    private int depth;

    ShallowParser(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        Optional<Mark> mark = event.getStartMark();
        throw new TooDeep(mark.orElseThrow());
      }
      return event;
    }
  }
}
