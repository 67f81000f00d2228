package dev.sluice.mqtt.broker;

import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.mqtt.inbound.Decoded;
import dev.sluice.mqtt.inbound.Decoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Takes every payload as text, but for a few that make trouble: {@code malformed}, {@code ignored},
 * nothing at all, and two that break the promise never to throw: {@code exception}, {@code error}.
 */
final class FakeDecoder implements Decoder {

  @Override
  public Decoded decode(String clientId, String topic, ByteBuffer payload, long nowMicros) {
    String text = StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    return switch (text) {
      case "malformed" -> new Decoded.Malformed("malformed-json", text);
      case "ignored", "" -> new Decoded.Ignored();
      case "exception" -> throw new IllegalStateException("made to fail");
      case "error" -> throw new NoClassDefFoundError("made to fail");
      default ->
          new Decoded.Samples(
              List.of(
                  Sample.of(
                      new SignalId(clientId, topic.replace('/', '_')), new Value.Text(text))));
    };
  }
}
