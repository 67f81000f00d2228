package dev.sluice.access;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stored Argon2id hash in its usual text form, {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}.
 *
 * @param memory KiB
 * @param passes over the memory
 * @param lanes how many could run beside each other
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
record Phc(int memory, int passes, int lanes, byte[] salt, byte[] hash) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,6}),t=([1-9][0-9]?),p=([1-9][0-9]?)"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /** A stored hash that asks for more than this is not one of ours: it would exhaust the box. */
  private static final int MOST_MEMORY = 65_536;

  private static final int MOST_PASSES = 16;
  private static final int MOST_LANES = 4;

  /** The hash in a text; empty if it has another form or asks for too much or too little. */
  static Optional<Phc> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int memory = Integer.parseInt(parts.group(1));
    int passes = Integer.parseInt(parts.group(2));
    int lanes = Integer.parseInt(parts.group(3));
    if (memory < 8 * lanes || memory > MOST_MEMORY || passes > MOST_PASSES || lanes > MOST_LANES) {
      return Optional.empty();
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return Optional.of(
          new Phc(
              memory, passes, lanes, base64.decode(parts.group(4)), base64.decode(parts.group(5))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text form. */
  String text() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(memory, passes, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /** Hashes stay out of logs. */
  @Override
  public String toString() {
    return "Phc[m=" + memory + ",t=" + passes + ",p=" + lanes + "]";
  }
}
