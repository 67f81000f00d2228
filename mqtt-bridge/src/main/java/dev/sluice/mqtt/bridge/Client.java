package dev.sluice.mqtt.bridge;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A connected MQTT client of one version: as much of it as a bridge needs. */
interface Client {

  /** Hears what became of one message; called once, on a thread of the client. */
  interface Answer {

    /** The broker's answer: a reason code of MQTT 5, 0 for success. With QoS 0: it is written. */
    void answered(int code);

    /** There will be no answer. */
    void lost();
  }

  /** Hears what the broker sends; called on a thread of the client, and must not wait. */
  interface Ear {
    void heard(Incoming message);
  }

  /** Hears the broker's answer to a subscription: a code for each filter, 0x80 and more for no. */
  interface Grant {
    void answered(List<Integer> codes);
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

  /**
   * Asks for messages, without those that the broker keeps and, with MQTT 5, without our own; does
   * not wait. The answer may never come. Calls must not overlap with others.
   *
   * @throws IOException if the session is over
   * @throws IllegalArgumentException if the broker cannot take such a filter
   */
  void subscribe(List<String> filters, Grant grant) throws IOException;

  /**
   * Sends an answer to a message, which only MQTT 5 can ask for; does not wait. Calls must not
   * overlap with others.
   *
   * @throws IOException if the session is over
   */
  void reply(Reply reply, Answer answer) throws IOException;

  /** Bytes that a message carries beside topic and payload, at most. */
  int properties();

  /** Asks for a sign of life; that it came is seen at the wire. */
  void ping();

  /** Says goodbye, in bounded time. */
  void leave();

  /** Ends the client's threads; the wire must be closed before. */
  void discard();
}
