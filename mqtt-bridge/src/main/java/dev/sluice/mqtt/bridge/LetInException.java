package dev.sluice.mqtt.bridge;

/** A broker that can be reached did not let us in. */
final class LetInException extends Exception {

  private static final long serialVersionUID = 1L;

  /** It said nothing within the time. */
  static final int SILENT = -1;

  private final int code;

  LetInException(int code) {
    super("code " + code, null, false, false);
    this.code = code;
  }

  /** A reason code of MQTT 5 if from 128 to 255; {@link #SILENT}; else the connection was lost. */
  int code() {
    return code;
  }
}
