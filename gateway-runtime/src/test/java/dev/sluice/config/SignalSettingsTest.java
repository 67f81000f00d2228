package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.SignalId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalSettingsTest {

  private final Map<String, SignalSection> section = new LinkedHashMap<>();

  @Test
  void theFirstMatchWinsAmongIdsAndGlobs() {
    section.put("boiler/temperature", named("first"));
    section.put("boiler/*", named("second"));
    section.put("boiler/pressure", named("never"));
    section.put("**", named("last"));
    SignalSettings settings = new SignalSettings(section);

    assertThat(settings.forSignal(SignalId.parse("boiler/temperature")).name()).isEqualTo("first");
    assertThat(settings.forSignal(SignalId.parse("boiler/pressure")).name()).isEqualTo("second");
    assertThat(settings.forSignal(SignalId.parse("hall/boiler/x")).name()).isEqualTo("last");
  }

  @Test
  void aSignalThatNothingMatchesHasNoSettings() {
    assertThat(new SignalSettings(section).forSignal(SignalId.parse("a/b")))
        .isSameAs(SignalSection.NONE);
    section.put("a/c", named("other"));
    section.put("b/*", named("other"));
    assertThat(new SignalSettings(section).forSignal(SignalId.parse("a/b")))
        .isSameAs(SignalSection.NONE);
  }

  private static SignalSection named(String name) {
    return new SignalSection(name, null, null, null, null, null, null);
  }
}
