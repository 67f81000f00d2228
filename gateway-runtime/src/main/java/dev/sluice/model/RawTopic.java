package dev.sluice.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which signal the messages of a raw topic belong to: {@code plant/cell/7} is {@code
 * $raw/plant/cell/7}. The space is theirs alone: {@link IdText#level} makes another word of its
 * name, so nothing that is decoded gets there.
 */
public final class RawTopic {

  /** The first level of every such id. */
  public static final String SPACE = "$raw";

  /** Stands for what is cut off an id that would be too long; no level of a topic becomes it. */
  private static final String CUT = SPACE + "/" + SPACE;

  private RawTopic() {}

  /**
   * The signal of a topic. Two topics may share one when they differ in what no id may have, as an
   * empty level and {@code _}: a message knows its topic itself.
   */
  public static SignalId signal(String topic) {
    StringBuilder device = new StringBuilder(SPACE.length() + topic.length()).append(SPACE);
    int from = 0;
    for (int slash = topic.indexOf('/'); slash >= 0; slash = topic.indexOf('/', from)) {
      device.append('/').append(IdText.level(topic.substring(from, slash)));
      from = slash + 1;
    }
    String name = IdText.level(topic.substring(from));
    return device.length() > SignalId.MAX_LENGTH || name.length() > SignalId.MAX_LENGTH
        ? new SignalId(CUT, digest(topic))
        : new SignalId(device.toString(), name);
  }

  /** True if a device's name lies in the space of raw topics. */
  public static boolean has(String device) {
    return device.equals(SPACE) || device.startsWith(SPACE + "/");
  }

  private static String digest(String topic) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(topic.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
