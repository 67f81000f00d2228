package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.nodes.Node;

/** A list of texts may be written as one text. */
class OneOrMoreTest {

  record Far(
      @Setting(value = "Where it is.", example = "mqtt://a") List<String> url,
      @Setting("What it may do.") List<Integer> modes) {}

  private final Problems problems = new Problems("far.yaml");

  private Far read(String yaml) {
    Node node = Yaml.compose(yaml, problems);
    assertThat(node).isNotNull();
    Far far = new Binder(problems, Kinds.NONE).bind(Far.class, node);
    assertThat(far).isNotNull();
    return far;
  }

  @Test
  void oneTextIsAListOfOne() {
    assertThat(read("url: mqtt://a:1").url()).containsExactly("mqtt://a:1");
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void aListStaysAList() {
    assertThat(read("url: [mqtt://a, mqtt://b]").url()).containsExactly("mqtt://a", "mqtt://b");
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void anythingElseStaysAMistake() {
    read("url: {a: b}");
    read("modes: 1");
    assertThat(problems.inOrder())
        .extracting(Problem::toString)
        .anyMatch(problem -> problem.contains("url is a map; write a list"))
        .anyMatch(problem -> problem.contains("modes is \"1\"; write a list"));
  }
}
