package dev.sluice.mqtt.bridge;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Paho writes stack traces to the log whenever a network fails. What happened is said in words by
 * the outcome of the delivery, so Paho stays silent.
 */
final class PahoLog {

  // Held, since the platform forgets the level of a logger that nobody holds.
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho");

  private PahoLog() {}

  static void silence() {
    PAHO.setLevel(Level.OFF);
  }
}
