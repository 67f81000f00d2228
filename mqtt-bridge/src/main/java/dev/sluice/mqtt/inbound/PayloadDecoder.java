package dev.sluice.mqtt.inbound;

import dev.sluice.config.MqttSection.TopicMapping;
import dev.sluice.config.MqttSection.TopicMapping.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes by the configured topic mappings, the first match wins, and else by the built-in rule;
 * docs/decoding.md describes both.
 */
public final class PayloadDecoder implements Decoder {

  private static final Logger LOG = LoggerFactory.getLogger(PayloadDecoder.class);

  /** Enough for the ids of 20,000 signals; twice as much is held at most. */
  private static final long CACHE_BYTES = 8L << 20;

  private static final Decoded IGNORED = new Decoded.Ignored();

  private final PlanCache plans;
  private final ThreadLocal<PayloadReader> readers;
  private final AtomicBoolean faulty = new AtomicBoolean();

  /**
   * A decoder.
   *
   * @param mappings as configured under {@code mqtt: topics:}
   */
  public PayloadDecoder(List<TopicMapping> mappings) {
    this(mappings, CACHE_BYTES);
  }

  PayloadDecoder(List<TopicMapping> mappings, long cacheBytes) {
    this.plans = new PlanCache(mappings.stream().map(Mapping::of).toList(), cacheBytes);
    Mapping builtIn = Mapping.builtIn();
    this.readers = ThreadLocal.withInitial(() -> new PayloadReader(builtIn));
  }

  @Override
  public Decoded decode(String sender, String topic, ByteBuffer payload, long nowMicros) {
    // An empty payload clears a retained message; topics with $ are the broker's own.
    if (!payload.hasRemaining() || topic.startsWith("$")) {
      return IGNORED;
    }
    try {
      Plan plan = plans.plan(sender, topic);
      return plan.mapping().payload() == Payload.IGNORE
          ? IGNORED
          : readers.get().read(plan, payload);
    } catch (RuntimeException e) {
      // Whatever escaped here would be answered with success by the broker, and be lost unseen.
      if (faulty.compareAndSet(false, true)) {
        LOG.error(
            "A publish could not be decoded because of a defect; it is counted as malformed"
                + " ({}). Please report this; further ones are only counted.",
            Reason.DECODER_FAULT.word(),
            e);
      }
      return new Decoded.Malformed(Reason.DECODER_FAULT.word(), preview(payload));
    }
  }

  private static String preview(ByteBuffer payload) {
    byte[] start = new byte[Math.min(payload.remaining(), 1000)];
    payload.get(payload.position(), start);
    return Utf8.preview(start, 0, start.length);
  }

  /** How many topics it remembers. */
  int rememberedTopics() {
    return plans.size();
  }

  /** About how many bytes it takes to remember them. */
  long rememberedBytes() {
    return plans.weight();
  }
}
