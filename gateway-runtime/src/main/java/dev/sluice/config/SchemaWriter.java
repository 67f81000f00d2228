package dev.sluice.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Writes the JSON schema (draft 2020-12) by which editors complete and check {@code sluice.yaml}.
 */
public final class SchemaWriter {

  private final Kinds kinds;
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;

  private SchemaWriter(Kinds kinds) throws IOException {
    this.kinds = kinds;
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators tight =
        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
    DefaultPrettyPrinter pretty = new DefaultPrettyPrinter(tight).withObjectIndenter(indenter);
    this.json = new JsonFactory().createGenerator(text).setPrettyPrinter(pretty);
  }

  /** The schema for a gateway with these kinds of drivers and uplinks. */
  public static String schema(Kinds kinds) {
    try {
      SchemaWriter writer = new SchemaWriter(kinds);
      writer.file();
      return writer.text + "\n";
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string cannot be written to", impossible);
    }
  }

  private void file() throws IOException {
    json.writeStartObject();
    json.writeStringField("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.writeStringField("title", "sluice.yaml");
    json.writeStringField("description", "The configuration of a Sluice gateway.");
    section(GatewayConfig.class);
    json.writeEndObject();
    json.close();
  }

  private void section(Class<? extends Record> type) throws IOException {
    List<Field> fields = Field.of(type);
    type(fields.stream().noneMatch(Field::required) ? "object null" : "object");
    Kinds.Completed completed = kinds.completing(type);
    properties(fields, completed);
    if (completed != null && !completed.byKind().isEmpty()) {
      completions(completed);
      // Unlike additionalProperties this also knows the keys of the kind.
      json.writeBooleanField("unevaluatedProperties", false);
    } else {
      json.writeBooleanField("additionalProperties", false);
    }
  }

  private void properties(List<Field> fields, Kinds.@Nullable Completed completed)
      throws IOException {
    json.writeObjectFieldStart("properties");
    for (Field field : fields) {
      json.writeObjectFieldStart(field.name());
      property(field);
      if (completed != null
          && field.name().equals(completed.key())
          && !completed.byKind().isEmpty()) {
        strings("enum", List.copyOf(completed.byKind().keySet()));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    List<String> required = new ArrayList<>();
    for (Field field : fields) {
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      strings("required", required);
    }
  }

  private void completions(Kinds.Completed completed) throws IOException {
    json.writeArrayFieldStart("allOf");
    for (Map.Entry<String, Class<? extends Record>> kind : completed.byKind().entrySet()) {
      json.writeStartObject();
      json.writeObjectFieldStart("if");
      json.writeObjectFieldStart("properties");
      json.writeObjectFieldStart(completed.key());
      json.writeStringField("const", kind.getKey());
      json.writeEndObject();
      json.writeEndObject();
      strings("required", List.of(completed.key()));
      json.writeEndObject();
      json.writeObjectFieldStart("then");
      properties(Field.of(kind.getValue()), null);
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void property(Field field) throws IOException {
    Setting setting = field.setting();
    boolean worded =
        field.shape() instanceof Shape.Scalar scalar
            && (scalar.kind() == Shape.Scalar.Kind.DURATION
                || scalar.kind() == Shape.Scalar.Kind.SIZE)
            && !(setting.min() + setting.max()).isEmpty();
    String range = worded ? " From " + Checks.range(setting) + "." : "";
    json.writeStringField("description", setting.value() + range);
    shape(field.shape(), setting);
    if (!setting.fallback().isEmpty()) {
      json.writeFieldName("default");
      value(field.shape(), setting.fallback());
    }
    if (!setting.example().isEmpty()) {
      json.writeArrayFieldStart("examples");
      value(field.shape(), setting.example());
      json.writeEndArray();
    }
  }

  private void shape(Shape shape, Setting setting) throws IOException {
    switch (shape) {
      case Shape.Section section -> section(section.type());
      case Shape.Items items -> {
        type(items.mayBeOne() ? "array string number boolean null" : "array null");
        json.writeObjectFieldStart("items");
        plain(items.item());
        json.writeEndObject();
      }
      case Shape.Entries entries -> {
        type("object null");
        json.writeObjectFieldStart("additionalProperties");
        plain(entries.value());
        json.writeEndObject();
      }
      case Shape.Scalar scalar -> scalar(scalar, setting.min(), setting.max());
    }
  }

  private void plain(Shape shape) throws IOException {
    switch (shape) {
      case Shape.Section section -> section(section.type());
      case Shape.Scalar scalar -> scalar(scalar, "", "");
      case Shape.Items _, Shape.Entries _ ->
          throw new IllegalStateException("a setting has at most one level of lists or maps");
    }
  }

  private void scalar(Shape.Scalar scalar, String min, String max) throws IOException {
    switch (scalar.kind()) {
      // The loader takes 7 and true as texts, too, where it wants a text.
      case TEXT -> type("string number boolean");
      case ZONE -> type("string");
      case BOOL -> type("boolean");
      case CHOICE -> strings("enum", scalar.choices());
      case DURATION -> {
        type("string");
        json.writeStringField("pattern", Spans.PATTERN);
      }
      case SIZE -> {
        type("string integer");
        json.writeStringField("pattern", ByteSize.PATTERN);
        json.writeNumberField("minimum", 0);
      }
      case INT, LONG, DOUBLE -> {
        type(scalar.kind() == Shape.Scalar.Kind.DOUBLE ? "number" : "integer");
        if (!min.isEmpty()) {
          json.writeFieldName("minimum");
          json.writeNumber(min);
        }
        if (!max.isEmpty()) {
          json.writeFieldName("maximum");
          json.writeNumber(max);
        }
      }
    }
  }

  /** A default or example: written in YAML, read with the shape of its setting. */
  private void value(Shape shape, String written) throws IOException {
    if (shape instanceof Shape.Scalar scalar) {
      scalarValue(scalar, written);
      return;
    }
    Problems problems = new Problems(written);
    Node node = Yaml.compose(written, problems);
    if (node == null) {
      throw new IllegalStateException(problems.inOrder().toString());
    }
    value(shape, node);
  }

  private void value(Shape shape, Node node) throws IOException {
    if (shape instanceof Shape.Scalar scalar && node instanceof ScalarNode text) {
      scalarValue(scalar, text.getValue());
    } else if (shape instanceof Shape.Items items && node instanceof ScalarNode) {
      value(items.item(), node);
    } else if (shape instanceof Shape.Items items && node instanceof SequenceNode list) {
      json.writeStartArray();
      for (Node item : list.getValue()) {
        value(items.item(), item);
      }
      json.writeEndArray();
    } else if (node instanceof MappingNode map) {
      json.writeStartObject();
      for (NodeTuple entry : map.getValue()) {
        String key = ((ScalarNode) entry.getKeyNode()).getValue();
        json.writeFieldName(key);
        value(inner(shape, key), entry.getValueNode());
      }
      json.writeEndObject();
    } else {
      throw new IllegalStateException("not a " + shape + ": " + node);
    }
  }

  private static Shape inner(Shape shape, String key) {
    if (shape instanceof Shape.Entries entries) {
      return entries.value();
    }
    for (Field field : Field.of(((Shape.Section) shape).type())) {
      if (field.name().equals(key)) {
        return field.shape();
      }
    }
    throw new IllegalStateException("no setting is called " + key);
  }

  private void scalarValue(Shape.Scalar scalar, String text) throws IOException {
    switch (scalar.kind()) {
      case INT, LONG, DOUBLE -> json.writeNumber(Shape.Scalar.write(scalar.parse(text)));
      case BOOL -> json.writeBoolean(text.equals("true"));
      case TEXT, DURATION, SIZE, ZONE, CHOICE -> json.writeString(text);
    }
  }

  private void type(String words) throws IOException {
    String[] types = words.split(" ", -1);
    if (types.length == 1) {
      json.writeStringField("type", types[0]);
    } else {
      strings("type", List.of(types));
    }
  }

  private void strings(String name, List<String> words) throws IOException {
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }
}
