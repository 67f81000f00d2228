package dev.sluice.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands at a record component that is a setting: its meaning and its default, in one place. The
 * binder, the schema and the reference are all made from it.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

  /** What it means, in one or two sentences, with unit and range. */
  String value();

  /**
   * The default as one would write it in YAML; empty = required, unless it is a map, a list or
   * nullable.
   */
  String fallback() default "";

  /** An example as one would write it in YAML. */
  String example() default "";
}
