package dev.sluice.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes the secrets that the gateway hands out, and compares them without telling how far. */
public final class Secrets {

  /** How every token starts, so that scanners find leaked ones. */
  public static final String TOKEN_PREFIX = "sluice_";

  private static final int TOKEN_BYTES = 32;
  private static final int TOKEN_LENGTH = TOKEN_PREFIX.length() + 43;

  /** Nothing that looks like something else: no 0 o, no 1 i l. */
  private static final String CLEAR = "23456789abcdefghjkmnpqrstuvwxyz";

  /** 5 bits a character; what is missing (I, L, O, U) is read as what it looks like. */
  private static final String CODE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private final RandomGenerator random;

  /**
   * Secrets from a source of randomness.
   *
   * @param random a {@link java.security.SecureRandom}, except in tests
   */
  public Secrets(RandomGenerator random) {
    this.random = random;
  }

  /** A bearer token: {@code sluice_} and 256 random bits in 43 characters. */
  public String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** True if a text has the form of a token: worth looking up. */
  public static boolean looksLikeToken(String text) {
    return text.length() == TOKEN_LENGTH && text.startsWith(TOKEN_PREFIX);
  }

  /** A device's password: six groups of four clear characters, 118 bits. */
  public String devicePassword() {
    return groups(6, 4, CLEAR);
  }

  /** The one-time code that claims the box, as {@code XK4M-9PQT}: 40 bits. */
  public String setupCode() {
    return groups(2, 4, CODE);
  }

  /** A short id that is not secret: eight clear characters. */
  public String id() {
    return groups(1, 8, CLEAR);
  }

  /**
   * True if a person typed this one-time code: case, spaces and hyphens do not matter, nor O for 0
   * or I and L for 1.
   */
  public static boolean sameCode(String code, String typed) {
    return typed.length() <= 40 && same(plain(code), plain(typed));
  }

  /** True if two secrets are the same; takes equally long wherever they differ. */
  public static boolean same(String one, String other) {
    return same(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** True if two secrets are the same; takes equally long wherever they differ. */
  public static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  /** The hash to keep of a token or a device's password: enough, since nobody can guess those. */
  public static byte[] hash(String secret) {
    return hash(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash to keep of a token or a device's password: enough, since nobody can guess those. */
  public static byte[] hash(byte[] secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String groups(int count, int length, String alphabet) {
    StringBuilder text = new StringBuilder(count * (length + 1));
    for (int group = 0; group < count; group++) {
      if (group > 0) {
        text.append('-');
      }
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
    }
    return text.toString();
  }

  private static String plain(String code) {
    return code.replaceAll("[\\s-]", "")
        .toUpperCase(Locale.ROOT)
        .replace('O', '0')
        .replace('I', '1')
        .replace('L', '1');
  }
}
