package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class PublishPropertiesTest {

  @Property(tries = 200)
  void allOfThemComeBack(
      @ForAll @IntRange(min = -1, max = 1) int format,
      @ForAll boolean some,
      @ForAll byte[] correlation,
      @ForAll @LongRange(min = -1, max = 0xFFFF_FFFFL) long expiry,
      @ForAll @Size(max = 5) List<@NumericChars String> names) {
    List<String> user = names.stream().flatMap(name -> List.of(name, "ü" + name).stream()).toList();
    PublishProperties its =
        new PublishProperties(
            format,
            some ? "application/x-plant; ü" : null,
            some ? null : "answers/here",
            some ? correlation : null,
            expiry,
            user);
    byte[] encoded = its.encode();
    assertThat(encoded == null).isEqualTo(its.isEmpty());
    if (encoded != null) {
      assertThat(PublishProperties.decode(encoded)).usingRecursiveComparison().isEqualTo(its);
    }
  }

  @Example
  void sayingNothingTakesNoBytes() {
    assertThat(new PublishProperties(-1, null, null, null, -1, List.of()).encode()).isNull();
  }

  @Property(tries = 300)
  void bytesThatAreNoneAreRefusedAndNeverEndInAnotherException(@ForAll byte[] bytes) {
    @Nullable Throwable refused = catchThrowable(() -> PublishProperties.decode(bytes));
    assertThat(refused == null || refused instanceof IllegalArgumentException).isTrue();
  }
}
