package dev.sluice.model;

/** How far a reading can be trusted, and why not further. */
public enum Quality {
  GOOD(0, Level.GOOD, ""),

  /** The gateway's clock was not trusted when it stamped the reading. */
  UNCERTAIN_CLOCK(64, Level.UNCERTAIN, "clock"),
  /** An integer beyond ±2^53 that a double cannot hold exactly. */
  UNCERTAIN_PRECISION(65, Level.UNCERTAIN, "precision"),
  /** Outside the signal's configured min and max. */
  UNCERTAIN_RANGE(66, Level.UNCERTAIN, "range"),
  /** The source itself said that the value is uncertain. */
  UNCERTAIN_SOURCE(67, Level.UNCERTAIN, "source"),

  /** The value's type differs from the signal's first one; the reading carries no value. */
  BAD_TYPE(128, Level.BAD, "type"),
  /** NaN, infinite or beyond the range of a double; the reading carries no value. */
  BAD_NOT_FINITE(129, Level.BAD, "not-finite"),
  /** The device did not answer or answered with an error; the reading carries no value. */
  BAD_DEVICE(130, Level.BAD, "device"),
  /** The source itself said that the value is bad. */
  BAD_SOURCE(131, Level.BAD, "source"),
  /** Text longer than 4 KiB; the reading carries no value. */
  BAD_TOO_LONG(132, Level.BAD, "too-long"),

  // The same, stamped by the gateway while its clock was not trusted: the value is no worse for it,
  // but its time may be wrong. 16 more than the plain one.
  UNCERTAIN_PRECISION_CLOCK(81, Level.UNCERTAIN, "precision"),
  UNCERTAIN_RANGE_CLOCK(82, Level.UNCERTAIN, "range"),
  UNCERTAIN_SOURCE_CLOCK(83, Level.UNCERTAIN, "source"),
  BAD_TYPE_CLOCK(144, Level.BAD, "type"),
  BAD_NOT_FINITE_CLOCK(145, Level.BAD, "not-finite"),
  BAD_DEVICE_CLOCK(146, Level.BAD, "device"),
  BAD_SOURCE_CLOCK(147, Level.BAD, "source"),
  BAD_TOO_LONG_CLOCK(148, Level.BAD, "too-long");

  /** The three levels people see. */
  public enum Level {
    GOOD,
    UNCERTAIN,
    BAD
  }

  private static final int DOUBT = 16;

  private static final Quality[] BY_CODE = new Quality[256];

  static {
    for (Quality quality : values()) {
      BY_CODE[quality.code] = quality;
    }
  }

  private final int code;
  private final Level level;
  private final String reason;

  Quality(int code, Level level, String reason) {
    this.code = code;
    this.level = level;
    this.reason = reason;
  }

  /** The number written to disk, 0 to 255; never reused for another meaning. */
  public int code() {
    return code;
  }

  public Level level() {
    return level;
  }

  /** One word that says why, empty when good. */
  public String reason() {
    return reason;
  }

  /** True if the gateway gave the reading its time while its clock was not trusted. */
  public boolean doubted() {
    return doubted(code);
  }

  /** The same of a code, 0 to 255, without looking it up. */
  public static boolean doubted(int code) {
    return code == UNCERTAIN_CLOCK.code || (code & DOUBT) != 0;
  }

  /** The same quality with a time that the gateway gave while its clock was not trusted. */
  public Quality withDoubt() {
    return this == GOOD ? UNCERTAIN_CLOCK : doubted() ? this : ofCode(code + DOUBT);
  }

  /** The same quality with a time that can be trusted. */
  public Quality withoutDoubt() {
    return this == UNCERTAIN_CLOCK ? GOOD : doubted() ? ofCode(code - DOUBT) : this;
  }

  /**
   * The quality with this code.
   *
   * @throws IllegalArgumentException if no quality has it, as in a file written by a newer version
   */
  public static Quality ofCode(int code) {
    Quality quality = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    if (quality == null) {
      throw new IllegalArgumentException("no quality has the code " + code);
    }
    return quality;
  }
}
