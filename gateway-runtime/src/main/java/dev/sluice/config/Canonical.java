package dev.sluice.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls the canonical constructor of a record. */
final class Canonical {

  // Looked up once: a long file makes one record type many times.
  private static final ClassValue<Constructor<?>> OF =
      new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
          return find(type);
        }
      };

  private Canonical() {}

  /**
   * Makes a record.
   *
   * @throws InvocationTargetException if its constructor refuses the values
   */
  static Record make(Class<? extends Record> type, List<@Nullable Object> values)
      throws InvocationTargetException {
    try {
      return (Record) OF.get(type).newInstance(values.toArray());
    } catch (InvocationTargetException refused) {
      throw refused;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(type + " cannot be made", impossible);
    }
  }

  private static Constructor<?> find(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(type + " has no canonical constructor", impossible);
    }
  }
}
