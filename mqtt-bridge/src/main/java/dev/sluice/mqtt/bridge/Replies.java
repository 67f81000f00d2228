package dev.sluice.mqtt.bridge;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.model.SignalId;
import dev.sluice.uplink.Downstream.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers to those who sent a value and want to know what became of it. */
final class Replies {

  private static final int MAX_CORRELATION = 1024;

  /** Forwarding may have taken the whole window; an answer does not wait for it long. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final DownRoutes routes;
  private final TopicShape up;

  Replies(MqttSettings settings, String gateway, DownRoutes routes) {
    this.routes = routes;
    StringBuilder name = new StringBuilder();
    TopicText.level(name, gateway);
    this.up = TopicShape.ofTemplate(settings.topicText(), name.toString());
  }

  /** Sends an answer if one is wanted, on a topic that is fit for it; it may get lost. */
  void send(Session session, Incoming message, byte[] payload) throws InterruptedException {
    String topic = message.responseTopic();
    byte[] correlation = message.correlation();
    boolean fits = correlation == null || correlation.length <= MAX_CORRELATION;
    if (topic != null && fits && fit(topic)) {
      session.reply(new Reply(topic, payload, correlation), PATIENCE);
    }
  }

  /**
   * The sender chooses the topic: it must not be one where an answer could be taken for a reading,
   * or would come down again.
   */
  boolean fit(String topic) {
    if (topic.isEmpty() || topic.length() > TopicTemplate.LONGEST || topic.startsWith("$")) {
      return false;
    }
    for (int i = 0; i < topic.length(); i++) {
      if (topic.charAt(i) == '+' || topic.charAt(i) == '#' || !TopicText.fine(topic, i)) {
        return false;
      }
    }
    return !routes.has(topic) && !up.has(topic);
  }

  /** The signal was set. */
  static byte[] done(SignalId signal) {
    return bytes("{\"ok\":true,\"signal\":" + quoted(signal.toString()) + "}");
  }

  /** It was not. */
  static byte[] refused(@Nullable SignalId signal, Refusal refusal) {
    return bytes(
        "{\"ok\":false,"
            + (signal == null ? "" : "\"signal\":" + quoted(signal.toString()) + ",")
            + "\"cause\":"
            + quoted(refusal.why().word())
            + ",\"why\":"
            + quoted(refusal.words())
            + "}");
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
