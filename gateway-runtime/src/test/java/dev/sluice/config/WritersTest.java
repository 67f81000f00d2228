package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WritersTest {

  private final Kinds kinds =
      Kinds.ofDrivers(List.of(new PlantFactory()))
          .withUplinks(Map.of("cloud", CloudSettings.class));

  @Test
  void theSchemaIsJsonWithoutRepeatedNames() throws IOException {
    JsonFactory strict =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    for (String schema : List.of(SchemaWriter.schema(kinds), SchemaWriter.schema(Kinds.NONE))) {
      int tokens = 0;
      try (JsonParser parser = strict.createParser(schema)) {
        while (parser.nextToken() != null) {
          tokens++;
        }
      }
      assertThat(tokens).isGreaterThan(500);
    }
  }

  @Test
  void theSchemaHoldsRangesPatternsAndWords() {
    assertThat(SchemaWriter.schema(kinds))
        .contains("\"maximum\": 65535")
        .contains("\"pattern\": \"" + Spans.PATTERN + "\"")
        .contains("\"enum\": [ \"never\", \"loopback\" ]")
        .contains("\"required\": [ \"port\" ]")
        .contains("From 10ms to 1d.")
        .contains("\"default\": \"128MiB\"");
  }

  @Test
  void theSchemaKnowsEachDriversKeys() {
    assertThat(SchemaWriter.schema(kinds))
        .contains("\"const\": \"plant\"")
        .contains("\"Where the plant is.\"")
        .contains("\"unevaluatedProperties\": false");
    assertThat(SchemaWriter.schema(Kinds.NONE)).doesNotContain("allOf");
  }

  @Test
  void schemaAndReferenceKnowEachUplinksKeys() {
    assertThat(SchemaWriter.schema(kinds))
        .contains("\"const\": \"cloud\"")
        .contains("\"enum\": [ \"cloud\" ]")
        .contains("\"enum\": [ \"oldest-first\", \"newest-first\" ]");
    assertThat(ReferenceWriter.reference(kinds))
        .contains("### uplinks.NAME.backfill\n")
        .contains("### uplinks.NAME, type: cloud\n")
        .contains("| `timeout` | How long an answer may take. | duration, 1s to 1h | `10s` |  |");
  }

  @Test
  void theReferenceHasATableForEachRecord() {
    assertThat(ReferenceWriter.reference(kinds))
        .contains("## mqtt\n", "### mqtt.listen[]\n", "## signals.NAME\n")
        .contains("| `every` | How often it is read. | duration, 10ms to 1d | `1s` |  |")
        .contains("### devices.NAME, driver: plant\n")
        .contains("| `host` | Where the plant is. | text | **required** | `10.0.0.5` |");
  }

  @Test
  void theReferencesLinksLeadSomewhere() {
    String reference = ReferenceWriter.reference(kinds);
    List<String> headings =
        reference
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT))
            .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .toList();

    assertThat(reference.split("\\(#", -1))
        .hasSizeGreaterThan(10)
        .satisfies(
            parts -> {
              for (int i = 1; i < parts.length; i++) {
                assertThat(headings).contains(parts[i].substring(0, parts[i].indexOf(')')));
              }
            });
  }
}
