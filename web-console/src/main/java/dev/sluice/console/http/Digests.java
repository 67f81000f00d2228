package dev.sluice.console.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 of what is served. */
final class Digests {

  private Digests() {}

  /** The first 16 hex digits: enough to tell versions of a file apart. */
  static String short16(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes), 0, 8);
  }

  /** As a source in a content security policy. */
  static String cspSource(byte[] bytes) {
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256(bytes)) + "'";
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
