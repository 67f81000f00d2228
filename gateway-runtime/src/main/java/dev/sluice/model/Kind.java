package dev.sluice.model;

/** The type of a signal's values. A signal keeps the kind of its first reading. */
public enum Kind {
  /** An IEEE 754 double; integers are exact up to ±2^53. */
  NUMBER,
  /** True or false. */
  BOOL,
  /** UTF-8 text of at most 4 KiB. */
  TEXT,
  /** Whole MQTT messages, as they were published. */
  MESSAGE
}
