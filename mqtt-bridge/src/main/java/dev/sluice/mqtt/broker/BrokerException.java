package dev.sluice.mqtt.broker;

/** The broker could not be started; the message says why and what helps. */
public final class BrokerException extends Exception {

  BrokerException(String message) {
    super(message);
  }

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
