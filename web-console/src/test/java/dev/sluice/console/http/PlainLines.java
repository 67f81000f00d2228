package dev.sluice.console.http;

import dev.sluice.console.api.LinePort;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads {@code device/name=number} lines; stands in for the real reader of line protocol. */
final class PlainLines implements LinePort {

  @Override
  public void read(byte[] text, Precision precision, Lines lines) {
    List<String> all = new String(text, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < all.size(); i++) {
      String[] parts = all.get(i).split("=", 2);
      try {
        lines.sample(
            Sample.of(SignalId.parse(parts[0]), new Value.Num(Double.parseDouble(parts[1]))));
      } catch (RuntimeException e) {
        lines.bad(i + 1, "it is not device/name=number", all.get(i));
      }
    }
  }
}
