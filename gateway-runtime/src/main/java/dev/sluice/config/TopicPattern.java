package dev.sluice.config;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the filter of a topic mapping: an MQTT filter, in which a level may have a name.
 */
final class TopicPattern {

  private TopicPattern() {}

  /** What is wrong with a filter, as goes on after its name; null if nothing is. */
  static @Nullable String fault(String filter) {
    if (filter.isEmpty()) {
      return "is empty; write a topic filter like plant/{device}/{signal}";
    }
    if (filter.getBytes(StandardCharsets.UTF_8).length > 65_535 || filter.indexOf('\0') >= 0) {
      return "is no MQTT filter; write at most 65535 bytes, none of them 0";
    }
    if (filter.startsWith("$share/")) {
      return "is a shared subscription; write the filter behind $share/group/ alone";
    }
    String[] levels = filter.split("/", -1);
    int devices = 0;
    int signals = 0;
    for (int i = 0; i < levels.length; i++) {
      String fault = levelFault(levels[i], i == levels.length - 1);
      if (fault != null) {
        return fault;
      }
      devices += levels[i].equals("{device}") ? 1 : 0;
      signals += levels[i].equals("{signal}") ? 1 : 0;
    }
    if (devices > 1 || signals > 1) {
      String name = devices > 1 ? "{device}" : "{signal}";
      return "has " + name + " twice; write + for a level that does not matter";
    }
    return null;
  }

  private static @Nullable String levelFault(String level, boolean last) {
    if (level.contains("#") && !(level.equals("#") && last)) {
      return "has # before its end; write + for one level, # only as the last";
    }
    if (level.contains("+") && !level.equals("+")) {
      return "has + beside other characters; write it alone between slashes";
    }
    boolean named = level.equals("{device}") || level.equals("{signal}");
    if (!named && (level.contains("{device}") || level.contains("{signal}"))) {
      return "has a name beside other characters; write it alone between slashes";
    }
    if (!named && level.startsWith("{") && level.endsWith("}")) {
      return "has the unknown name " + level + "; write {device}, {signal} or +";
    }
    return null;
  }

  /** What is wrong with a JSON pointer (RFC 6901) to a part of a document; null if nothing is. */
  static @Nullable String pointerFault(String pointer) {
    if (!pointer.startsWith("/")) {
      return "is " + Shown.of(pointer) + "; a JSON pointer begins with /, write /" + pointer;
    }
    for (int i = pointer.indexOf('~'); i >= 0; i = pointer.indexOf('~', i + 1)) {
      char next = i + 1 < pointer.length() ? pointer.charAt(i + 1) : ' ';
      if (next != '0' && next != '1') {
        return "is " + Shown.of(pointer) + "; write ~0 for a ~ and ~1 for a / within a name";
      }
    }
    return null;
  }
}
