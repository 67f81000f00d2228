package dev.sluice.mqtt.inbound;

import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** Writes outcomes of decoding as the tables of the tests do. */
final class Outcomes {

  static final long NOW = 1_700_000_000_000_000L;

  private Outcomes() {}

  static String of(Decoder decoder, String topic, String payload) {
    return text(decoder.decode("esp-1", topic, ByteBuffer.wrap(bytes(payload)), NOW));
  }

  static String text(Decoded decoded) {
    return switch (decoded) {
      case Decoded.Samples s ->
          s.samples().stream().map(Outcomes::text).collect(Collectors.joining("; "));
      case Decoded.Malformed m -> m.reason();
      case Decoded.Ignored _ -> "ignored";
    };
  }

  private static String text(Sample sample) {
    String value =
        switch (sample.value()) {
          case null -> "-";
          case Value.Num n -> number(n.number());
          case Value.Bool b -> Boolean.toString(b.on());
          case Value.Text t -> "'" + t.text() + "'";
          case Value.Message m -> throw new AssertionError("nothing is decoded to " + m);
        };
    return sample.signal()
        + " = "
        + value
        + (sample.unit() == null ? "" : " " + sample.unit())
        + (sample.hasTime() ? " @" + Instant.EPOCH.plus(sample.time(), ChronoUnit.MICROS) : "")
        + (sample.quality().reason().isEmpty() ? "" : " !" + sample.quality().reason());
  }

  private static String number(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e30;
    if (!whole) {
      return Double.toString(number);
    }
    String text = new BigDecimal(number).toPlainString();
    return number == 0 && 1 / number < 0 ? "-0" : text;
  }

  /** The bytes of a payload in which \xNN stands for a byte and \n outside JSON for a line end. */
  static byte[] bytes(String payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean json = payload.strip().startsWith("{\"");
    for (int i = 0; i < payload.length(); ) {
      if (payload.startsWith("\\x", i)) {
        bytes.write(Integer.parseInt(payload.substring(i + 2, i + 4), 16));
        i += 4;
      } else if (payload.startsWith("\\n", i) && (!json || i == payload.length() - 2)) {
        bytes.write('\n');
        i += 2;
      } else {
        int c = payload.codePointAt(i);
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    return bytes.toByteArray();
  }
}
