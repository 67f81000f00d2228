package dev.sluice.wear;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a file system is mounted: a line of {@code /proc/self/mountinfo} (Linux, proc(5)).
 *
 * @param number of its device, {@code major:minor}
 * @param point the folder, in which blanks and the like are written as octal numbers
 * @param source the device's name, or whatever the file system says instead
 */
record Mount(String number, String point, String source) {

  /**
   * The mount that a folder is in.
   *
   * @param folder its real path
   */
  static Optional<Mount> of(Path folder, Path mountinfo) throws IOException {
    Mount best = null;
    for (String line : Files.readAllLines(mountinfo)) {
      List<String> words = Arrays.asList(line.split(" ", -1));
      int dash = words.indexOf("-");
      if (words.size() < 6 || dash < 6 || words.size() < dash + 3) {
        continue;
      }
      Mount mount = new Mount(words.get(2), plain(words.get(4)), plain(words.get(dash + 2)));
      // What is mounted later at the same place covers what was there before.
      boolean closer = best == null || mount.point().length() >= best.point().length();
      if (closer && folder.startsWith(mount.point())) {
        best = mount;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String plain(String escaped) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\' && i + 3 < escaped.length()) {
        plain.append((char) Integer.parseInt(escaped, i + 1, i + 4, 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
