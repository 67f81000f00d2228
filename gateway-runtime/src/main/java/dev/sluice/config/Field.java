package dev.sluice.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a record.
 *
 * @param name the component's name, which is the key in the file
 * @param optional true if it may be left out and is null then
 */
record Field(String name, Shape shape, Setting setting, boolean optional) {

  // Reflection parses annotations anew at each call; what it finds in a class never changes.
  private static final ClassValue<List<Field>> OF =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> section) {
          return read(section);
        }
      };

  /**
   * The settings of a record, in order. The one component that is none is what a kind of driver or
   * uplink brings: {@link DeviceSection#settings()}, {@link UplinkSection#settings()}.
   *
   * @throws IllegalStateException if another component is no setting: a mistake in a record
   */
  static List<Field> of(Class<? extends Record> section) {
    return OF.get(section);
  }

  private static List<Field> read(Class<?> section) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : section.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting != null) {
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        Shape shape = Shape.of(component.getGenericType());
        fields.add(new Field(component.getName(), shape, setting, optional));
      } else if (!Kinds.mayComplete(section)) {
        throw new IllegalStateException(
            section.getName() + "." + component.getName() + " has no @Setting");
      }
    }
    return List.copyOf(fields);
  }

  /** True if the file must have it. A section that is left out is read as if it were empty. */
  boolean required() {
    return shape instanceof Shape.Scalar && !optional && setting.fallback().isEmpty();
  }

  /** How it may look in the file; empty if nobody can say. */
  String sample() {
    if (!setting.example().isEmpty()) {
      return setting.example();
    }
    if (!setting.fallback().isEmpty()) {
      return setting.fallback();
    }
    return shape instanceof Shape.Scalar scalar ? scalar.kind().example : "";
  }
}
