package dev.sluice.mqtt.bridge;

/**
 * How a session with a broker ended.
 *
 * @param code the reason code that the broker gave with MQTT 5; {@link #NO_CODE} if none
 * @param why for people
 */
record Loss(int code, String why) {

  static final int NO_CODE = -1;

  /** A loss for which the broker gave no reason. */
  static Loss of(String why) {
    return new Loss(NO_CODE, why);
  }
}
