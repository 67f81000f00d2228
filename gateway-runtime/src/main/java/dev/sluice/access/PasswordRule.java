package dev.sluice.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a person's password must be: long, and not one that everybody tries first. It may be made of
 * anything; rules about digits and signs only make worse passwords.
 */
public final class PasswordRule {

  /** The fewest characters. */
  public static final int SHORTEST = 12;

  /** The most characters. */
  public static final int LONGEST = 256;

  private final Set<String> common;

  /** The rule with the built-in list of common passwords. */
  public PasswordRule() {
    this.common = new HashSet<>();
    try (InputStream list = PasswordRule.class.getResourceAsStream("common-passwords.txt")) {
      if (list == null) {
        throw new IllegalStateException("common-passwords.txt is missing from the program");
      }
      new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(common::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is wrong with a new password for this user, a sentence for people; empty if it is good.
   */
  public Optional<String> problem(String userName, String password) {
    int characters = password.codePointCount(0, password.length());
    if (characters < SHORTEST) {
      return Optional.of(
          "a password has at least " + SHORTEST + " characters; three or four words do well");
    }
    if (password.length() > LONGEST) {
      return Optional.of("a password has at most " + LONGEST + " characters");
    }
    String lower = password.toLowerCase(Locale.ROOT);
    if (madeOf(lower, userName.toLowerCase(Locale.ROOT))) {
      return Optional.of("the password is the user name: take something nobody would try");
    }
    if (monotonous(lower) || isCommon(lower)) {
      return Optional.of("this password is one of the first that are tried: take another");
    }
    return Optional.empty();
  }

  private boolean isCommon(String lower) {
    // "p@ssw0rd2024": the year must not be read as letters, the zero in the word must.
    String word = lower.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
    for (String form : new String[] {lower, withoutDisguise(lower), withoutDisguise(word)}) {
      String core = letters(form);
      if (common.contains(form) || common.contains(core)) {
        return true;
      }
      // "passwordpassword", "summer2024summer2024", "sluiceadmin"
      for (int cut = 3; cut < core.length() - 2; cut++) {
        if (common.contains(core.substring(0, cut)) && common.contains(core.substring(cut))) {
          return true;
        }
      }
      for (int length = 3; length <= core.length() / 2; length++) {
        String start = core.substring(0, length);
        if (common.contains(start) && madeOf(core, start)) {
          return true;
        }
      }
    }
    return false;
  }

  /** True if a text is this word, once or more, with nothing but digits and signs around it. */
  private static boolean madeOf(String text, String word) {
    if (word.isEmpty() || !text.contains(word)) {
      return false;
    }
    return letters(text.replace(word, "")).isEmpty();
  }

  /** True for few different characters, or ones that follow each other: aaaa…, 1234…, 1212…. */
  private static boolean monotonous(String text) {
    int steps = 0;
    for (int i = 1; i < text.length(); i++) {
      if (Math.abs(text.charAt(i) - text.charAt(i - 1)) <= 1) {
        steps++;
      }
    }
    return text.codePoints().distinct().count() < 4 || steps >= text.length() - 3;
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder(text.length());
    text.codePoints().filter(Character::isLetter).forEach(letters::appendCodePoint);
    return letters.toString();
  }

  private static String withoutDisguise(String text) {
    return text.replace('0', 'o')
        .replace('1', 'i')
        .replace('3', 'e')
        .replace('4', 'a')
        .replace('@', 'a')
        .replace('5', 's')
        .replace('$', 's')
        .replace('7', 't');
  }
}
