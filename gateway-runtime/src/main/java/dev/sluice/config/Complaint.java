package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing a record's constructor found wrong.
 *
 * @param path from the record to the setting: names of components, keys of maps (both String) and
 *     places in lists (Integer, from 0)
 * @param involved further components of the record that play a part; if one of them is broken
 *     itself, the complaint is left out
 * @param reason goes on after the setting's name: {@code "is 0; write 1 to 10"}
 * @param otherwise the same thing said about another setting, for when the one at path comes from a
 *     default and not from the file
 */
public record Complaint(
    List<Object> path, List<String> involved, String reason, @Nullable Complaint otherwise) {

  public Complaint {
    path = List.copyOf(path);
    involved = List.copyOf(involved);
  }

  /** A complaint about one setting. */
  public static Complaint about(String reason, Object... path) {
    return new Complaint(List.of(path), List.of(), reason, null);
  }

  /** This complaint, left out if one of these components is broken itself. */
  public Complaint involving(String... components) {
    return new Complaint(path, List.of(components), reason, otherwise);
  }

  /** This complaint, or the other if the setting of this one is not in the file. */
  public Complaint or(Complaint other) {
    return new Complaint(path, involved, reason, other);
  }

  /** The path below a record as people read it: {@code mqtt.listen[0].port}. */
  static String name(String record, List<Object> path) {
    String name = record;
    for (Object step : path) {
      name = step instanceof Integer place ? name + "[" + place + "]" : join(name, (String) step);
    }
    return name;
  }

  /** The name of a setting within another; keys that are no plain words stand in brackets. */
  static String join(String parent, String key) {
    boolean plain = !key.isEmpty() && key.length() <= 60;
    for (int i = 0; plain && i < key.length(); i++) {
      char c = key.charAt(i);
      plain = Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }
    if (!plain) {
      return parent + "[" + Shown.of(key) + "]";
    }
    return parent.isEmpty() ? key : parent + "." + key;
  }
}
