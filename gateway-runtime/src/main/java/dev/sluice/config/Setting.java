package dev.sluice.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands at a record component that is a setting: its meaning, default and range, in one place. The
 * binder, the checks, the schema and the reference are all made from it.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

  /** What it means, in one or two sentences; unit and range are added from the type and below. */
  String value();

  /**
   * The default as one would write it in YAML; empty = required, unless it is a section, a map, a
   * list or nullable.
   */
  String fallback() default "";

  /** An example as one would write it in YAML; a setting without a default should have one. */
  String example() default "";

  /**
   * The least value as one would write it in YAML, inclusive; enforced by {@link Checks#range}
   * where the record's constructor asks for it.
   */
  String min() default "";

  /** The greatest value, likewise. */
  String max() default "";
}
