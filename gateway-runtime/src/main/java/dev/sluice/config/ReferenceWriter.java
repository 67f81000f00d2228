package dev.sluice.config;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;

/** Writes {@code docs/config-reference.md}: one table for each record of settings. */
public final class ReferenceWriter {

  private static final String INTRODUCTION =
      """
      # Configuration reference

      Made from the code; do not edit. Every setting stands in one file, `sluice.yaml`; what is left out has
      its default, so an empty file is a valid one. `sluice check-config --config FILE` names everything that
      is wrong with a file, each as `file:line:column: reason; what to do`, and exits with 0 or 78. Unknown
      keys, keys that stand twice and values out of range are refused, never guessed. An editor that knows
      JSON schema completes and checks the file with `sluice.schema.json`.

      | Written | Means |
      |---|---|
      | duration | a whole number and a unit: `50ms`, `1s`, `10m`, `2h`, `365d` |
      | size | a whole number and a unit: `512KiB`, `16MiB`, `4GiB` (powers of 1024), `2MB`, `2GB` (powers of 1000), or bytes |
      | number | `0.1`, `-40`, `1e6` |
      | whole number | `1000` or `0x3e8` |
      | text | plain or in quotes; quotes are needed where it begins with a sign like `*`, `{`, `#` or holds `: ` |
      | time zone | a name like `Europe/Berlin`, or `UTC` |
      | glob | `*` stands for any characters but `/`, `**` for any at all: `boiler/*`, `**/temperature` |

      An anchor (`&name`) and its aliases (`*name`) save writing the same thing twice. A file has at most 1 MiB.
      """;

  private final Kinds kinds;
  private final StringBuilder text = new StringBuilder(INTRODUCTION);

  /** A record that still has to be written, and the name it has in the file. */
  private record Chapter(String name, Class<? extends Record> type) {}

  private final Queue<Chapter> ahead = new ArrayDeque<>();

  private ReferenceWriter(Kinds kinds) {
    this.kinds = kinds;
  }

  /** The reference for a gateway with these kinds of drivers and uplinks. */
  public static String reference(Kinds kinds) {
    ReferenceWriter writer = new ReferenceWriter(kinds);
    writer.text.append("\n## The file\n");
    writer.table("", GatewayConfig.class);
    Queue<Chapter> sections = new ArrayDeque<>(writer.ahead);
    writer.ahead.clear();
    for (Chapter section : sections) {
      writer.chapter("##", section);
      for (Chapter part = writer.ahead.poll(); part != null; part = writer.ahead.poll()) {
        writer.chapter("###", part);
      }
    }
    return writer.text.toString();
  }

  private void chapter(String level, Chapter chapter) {
    text.append('\n').append(level).append(' ').append(chapter.name()).append('\n');
    table(chapter.name(), chapter.type());
    Kinds.Completed completed = kinds.completing(chapter.type());
    if (completed != null) {
      text.append("\nEach ")
          .append(completed.sort())
          .append(" adds keys of its own, which stand beside these.\n");
      completed
          .byKind()
          .forEach(
              (kind, settings) -> {
                text.append("\n### ").append(chapter.name()).append(", ").append(completed.key());
                text.append(": ").append(kind).append('\n');
                table(chapter.name(), settings);
              });
    }
  }

  private void table(String name, Class<? extends Record> type) {
    text.append("\n| Key | Meaning | Written as | Default | Example |\n|---|---|---|---|---|\n");
    for (Field field : Field.of(type)) {
      String full = name.isEmpty() ? field.name() : name + "." + field.name();
      text.append("| `")
          .append(field.name())
          .append("` | ")
          .append(cell(field.setting().value()))
          .append(" | ")
          .append(written(field, full))
          .append(" | ")
          .append(standard(field))
          .append(" | ")
          .append(code(field.setting().example()))
          .append(" |\n");
    }
  }

  private String written(Field field, String name) {
    String range =
        field.setting().min().isEmpty() && field.setting().max().isEmpty()
            ? ""
            : ", " + Checks.range(field.setting());
    return switch (field.shape()) {
      case Shape.Scalar scalar when scalar.kind() == Shape.Scalar.Kind.CHOICE ->
          "`" + String.join("`, `", scalar.choices()) + "`";
      case Shape.Scalar scalar -> scalar.kind().word + range;
      case Shape.Section section -> "keys: " + chapterOf(name, section);
      case Shape.Items items when items.mayBeOne() -> "text, or list of texts";
      case Shape.Items items -> "list of " + inner(items.item(), name + "[]");
      case Shape.Entries entries -> "map to " + inner(entries.value(), name + ".NAME");
    };
  }

  private String inner(Shape shape, String name) {
    return shape instanceof Shape.Scalar scalar ? scalar.kind().word : chapterOf(name, shape);
  }

  private String chapterOf(String name, Shape shape) {
    ahead.add(new Chapter(name, ((Shape.Section) shape).type()));
    String anchor = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "");
    return "[" + name.replace("[]", "\\[\\]") + "](#" + anchor + ")";
  }

  private static String standard(Field field) {
    if (field.required()) {
      return "**required**";
    }
    if (!field.setting().fallback().isEmpty()) {
      return code(field.setting().fallback());
    }
    return switch (field.shape()) {
      case Shape.Section _ -> "its keys' defaults";
      case Shape.Scalar _, Shape.Items _, Shape.Entries _ -> "none";
    };
  }

  private static String code(String yaml) {
    return yaml.isEmpty() ? "" : "`" + cell(yaml) + "`";
  }

  private static String cell(String words) {
    return words.replace("|", "\\|");
  }
}
