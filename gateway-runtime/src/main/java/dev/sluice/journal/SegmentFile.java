package dev.sluice.journal;

import dev.sluice.files.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A segment file and its number. */
record SegmentFile(Path path, long number) {

  private static final Pattern NAME = Pattern.compile("(\\d{12})\\.seg");

  static String name(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 12 - digits.length())) + digits + ".seg";
  }

  /** The segments of a folder, in the order of their numbers. */
  static List<SegmentFile> in(Disk disk, Path folder) throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    for (Path path : disk.list(folder)) {
      Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
      if (matcher.matches()) {
        files.add(new SegmentFile(path, Long.parseLong(matcher.group(1))));
      }
    }
    files.sort(Comparator.comparingLong(SegmentFile::number));
    return files;
  }
}
