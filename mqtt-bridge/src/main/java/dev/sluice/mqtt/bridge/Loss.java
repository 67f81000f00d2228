package dev.sluice.mqtt.bridge;

/**
 * How a session with a broker ended.
 *
 * @param code the reason code that the broker gave with MQTT 5; {@link #NO_CODE} if none
 * @param why for people
 */
record Loss(int code, String why) {

  static final int NO_CODE = -1;

  private static final int PLANNED = -2;

  /** A loss for which the broker gave no reason. */
  static Loss of(String why) {
    return new Loss(NO_CODE, why);
  }

  /** One that we wanted ourselves, with nothing under way: a new session follows at once. */
  static Loss planned(String why) {
    return new Loss(PLANNED, why);
  }

  /** True if we wanted it ourselves. */
  boolean isPlanned() {
    return code == PLANNED;
  }
}
