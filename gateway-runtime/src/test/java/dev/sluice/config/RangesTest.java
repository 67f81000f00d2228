package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A range that the reference names is one that the record's constructor enforces. */
class RangesTest {

  @TestFactory
  List<DynamicTest> everyNamedRangeIsEnforced() {
    List<DynamicTest> tests = new ArrayList<>();
    collect(GatewayConfig.class, tests);
    collect(DeviceSection.class, tests);
    assertThat(tests).hasSizeGreaterThan(20);
    return tests;
  }

  private static void collect(Class<? extends Record> type, List<DynamicTest> tests) {
    List<Field> fields = Field.of(type);
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      int index = i;
      for (String edge : List.of(field.setting().min(), field.setting().max())) {
        if (!edge.isEmpty()) {
          boolean least = edge.equals(field.setting().min());
          String name = type.getSimpleName() + "." + field.name() + " beyond " + edge;
          tests.add(DynamicTest.dynamicTest(name, () -> assertRefused(type, index, edge, least)));
        }
      }
      switch (field.shape()) {
        case Shape.Section section -> collect(section.type(), tests);
        case Shape.Items(Shape.Section section) -> collect(section.type(), tests);
        case Shape.Entries(Shape.Section section) when section.type() != DeviceSection.class ->
            collect(section.type(), tests);
        default -> {}
      }
    }
  }

  private static void assertRefused(
      Class<? extends Record> type, int index, String edge, boolean least) {
    List<Field> fields = Field.of(type);
    Shape.Scalar scalar = (Shape.Scalar) fields.get(index).shape();
    Object value = beyond(scalar.parse(edge), least);
    if (value == null) {
      return;
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (Field field : fields) {
      values.add(sample(field));
    }
    if (Kinds.mayComplete(type)) {
      values.add(new GatewaySection("x", ZoneOffset.UTC, GatewaySection.ClockTrust.AUTO));
    }
    values.set(index, value);

    Throwable thrown = catchThrowable(() -> Canonical.make(type, values));

    assertThat(thrown)
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(fields.get(index).name() + " is ");
  }

  private static @Nullable Object sample(Field field) {
    return switch (field.shape()) {
      case Shape.Scalar scalar -> sample(scalar, field);
      case Shape.Items _ -> List.of();
      case Shape.Entries _ -> Map.of();
      case Shape.Section _ -> null;
    };
  }

  private static @Nullable Object sample(Shape.Scalar scalar, Field field) {
    if (field.optional()) {
      return null;
    }
    return scalar.parse(
        field.setting().fallback().isEmpty() ? field.sample() : field.setting().fallback());
  }

  /** The next value outside the range; null if there is none, as below 0 bytes. */
  private static @Nullable Object beyond(Object edge, boolean least) {
    return switch (edge) {
      case Integer number -> least ? number - 1 : number + 1;
      case Double number -> least ? Math.nextDown(number) : Math.nextUp(number);
      case Duration duration -> duration.plusMillis(least ? -1 : 1);
      case ByteSize size when least && size.bytes() == 0 -> null;
      case ByteSize size -> new ByteSize(size.bytes() + (least ? -1 : 1));
      default -> throw new IllegalStateException("no range of " + edge.getClass());
    };
  }
}
