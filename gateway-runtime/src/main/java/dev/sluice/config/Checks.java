package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects all that is wrong with a record of settings, for use in its compact constructor:
 *
 * {@snippet :
 * Checks.of(Listen.class).range("port", port).text("bind", bind, 100).done();
 * }
 */
public final class Checks {

  private final Class<? extends Record> section;
  private final List<Complaint> complaints = new ArrayList<>();

  private Checks(Class<? extends Record> section) {
    this.section = section;
  }

  /** Begins to check a record. */
  public static Checks of(Class<? extends Record> section) {
    return new Checks(section);
  }

  /**
   * Complains if a value is outside the range that stands at its {@link Setting}. Null is fine: the
   * setting was left out.
   */
  public Checks range(String name, @Nullable Object value) {
    Field field = field(name);
    if (value == null) {
      return this;
    }
    Setting setting = field.setting();
    Shape.Scalar scalar = (Shape.Scalar) field.shape();
    boolean finite = !(value instanceof Double number) || Double.isFinite(number);
    boolean fine =
        finite && above(setting.min(), scalar, value) && below(setting.max(), scalar, value);
    return fine
        ? this
        : require(false, name, "is " + Shape.Scalar.write(value) + "; write " + range(setting));
  }

  /** Complains if a text is blank, longer than so many characters, or holds control characters. */
  public Checks text(String name, @Nullable String value, int longest) {
    if (value == null) {
      return this;
    }
    require(!value.isBlank(), name, "is empty; write something, or remove the line");
    require(
        value.length() <= longest,
        name,
        "has " + value.length() + " characters; write at most " + longest);
    return require(
        value.chars().noneMatch(Character::isISOControl),
        name,
        "has a control character in it; write it on one line, without tabs");
  }

  /**
   * Complains unless something is so.
   *
   * @param reason goes on after the name: {@code "is 0; write 1 to 10"}
   */
  public Checks require(boolean fine, String name, String reason) {
    return fine ? this : add(Complaint.about(reason, name));
  }

  /** Adds a complaint. */
  public Checks add(Complaint complaint) {
    complaints.add(complaint);
    return this;
  }

  /**
   * Ends the check.
   *
   * @throws SettingException with all complaints, if there are any
   */
  public void done() {
    if (!complaints.isEmpty()) {
      throw new SettingException(complaints);
    }
  }

  /** The range of a setting in words. */
  static String range(Setting setting) {
    if (setting.min().isEmpty() && setting.max().isEmpty()) {
      return "a finite number";
    }
    if (setting.max().isEmpty()) {
      return setting.min() + " or more";
    }
    return setting.min().isEmpty()
        ? setting.max() + " or less"
        : setting.min() + " to " + setting.max();
  }

  private static boolean above(String min, Shape.Scalar scalar, Object value) {
    return min.isEmpty() || compare(scalar.parse(min), value) <= 0;
  }

  private static boolean below(String max, Shape.Scalar scalar, Object value) {
    return max.isEmpty() || compare(scalar.parse(max), value) >= 0;
  }

  @SuppressWarnings("unchecked") // both were made for the same scalar type
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private Field field(String name) {
    for (Field field : Field.of(section)) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    throw new IllegalStateException(section.getSimpleName() + " has no setting " + name);
  }
}
