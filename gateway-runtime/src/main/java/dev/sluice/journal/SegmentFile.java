package dev.sluice.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A segment file and its number. */
record SegmentFile(Path path, long number) {

  private static final Pattern NAME = Pattern.compile("(\\d{12,})\\.seg(\\..*)?");

  static String name(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 12 - digits.length())) + digits + ".seg";
  }

  /** The segments among these files, in the order of their numbers. */
  static List<SegmentFile> among(List<Path> paths) {
    List<SegmentFile> files = new ArrayList<>();
    for (Path path : paths) {
      Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
      if (matcher.matches() && matcher.group(2) == null) {
        files.add(new SegmentFile(path, Long.parseLong(matcher.group(1))));
      }
    }
    files.sort(Comparator.comparingLong(SegmentFile::number));
    return files;
  }

  /**
   * The highest number among these files, those that are set aside included; 0 if there is none.
   */
  static long highest(List<Path> paths) {
    long highest = 0;
    for (Path path : paths) {
      Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
      if (matcher.matches()) {
        highest = Math.max(highest, Long.parseLong(matcher.group(1)));
      }
    }
    return highest;
  }
}
