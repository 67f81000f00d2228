package dev.sluice.mqtt.bridge;

import java.io.IOException;
import java.time.Duration;

/** A connected MQTT client of one version: as much of it as a bridge needs. */
interface Client {

  /** Hears what became of one message; called once, on a thread of the client. */
  interface Answer {

    /** The broker's answer: a reason code of MQTT 5, 0 for success. With QoS 0: it is written. */
    void answered(int code);

    /** There will be no answer. */
    void lost();
  }

  /**
   * What the broker has said about itself.
   *
   * @param inflight the most messages that may be unconfirmed
   * @param packet the largest packet, in bytes
   * @param qos the highest quality of service
   * @param retain whether it keeps messages
   * @param keepAlive how often it wants to hear from us
   */
  record Limits(int inflight, long packet, int qos, boolean retain, Duration keepAlive) {}

  Limits limits();

  /**
   * Hands over a message; does not wait. Calls must not overlap.
   *
   * @throws IOException if the session is over
   * @throws IllegalArgumentException if no broker could take the message
   */
  void publish(Message message, Answer answer) throws IOException;

  /** Bytes that a message carries beside topic and payload, at most. */
  int properties();

  /** Asks for a sign of life; that it came is seen at the wire. */
  void ping();

  /** Says goodbye, in bounded time. */
  void leave();

  /** Ends the client's threads; the wire must be closed before. */
  void discard();
}
