package dev.sluice.journal;

import dev.sluice.model.Note;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import java.nio.charset.StandardCharsets;

/** How large an entry will be as a record, without encoding it. */
final class EntrySize {

  private EntrySize() {}

  /** False if the body of its record might take more than so many bytes. */
  static boolean fits(Entry entry, long room) {
    if (!(entry instanceof Entry.Arrived arrived)) {
      return true; // two thousand bytes at most
    }
    Note note = arrived.note();
    long left =
        room
            - 1_000
            - 3L * arrived.source().length()
            - 40L * arrived.readings().size()
            - messageBytes(arrived)
            - (note == null ? 0 : bound(note));
    return left >= 3 * textLength(arrived) || left >= textBytes(arrived);
  }

  /** The weight takes 2 bytes for a character of text; in UTF-8 it has 3 at most. */
  private static long bound(Note note) {
    int text =
        switch (note) {
          case Note.Malformed(String topic, String reason, String sample) ->
              topic.length() + 3 * reason.length() + sample.length();
          case Note.Retained retained -> retained.topic().length();
          case Note.Will will -> will.client().length();
        };
    return (long) note.weight() + text;
  }

  private static long messageBytes(Entry.Arrived arrived) {
    long bytes = 0;
    for (Reading reading : arrived.readings()) {
      if (reading.value() instanceof Value.Message message) {
        bytes += 20 + 3L * message.topic().length() + message.size();
      }
    }
    return bytes;
  }

  private static long textLength(Entry.Arrived arrived) {
    long length = 0;
    for (Reading reading : arrived.readings()) {
      if (reading.value() instanceof Value.Text text) {
        length += text.text().length();
      }
    }
    return length;
  }

  /** As {@link #textLength}, in UTF-8: slower, for what is very large. */
  private static long textBytes(Entry.Arrived arrived) {
    long bytes = 0;
    for (Reading reading : arrived.readings()) {
      if (reading.value() instanceof Value.Text text) {
        bytes += text.text().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return bytes;
  }

  /** About what it takes. */
  static int estimate(Entry entry) {
    return switch (entry) {
      case Entry.Arrived arrived -> {
        int size = Segment.RECORD_HEADER + 24 + 6 * arrived.readings().size();
        for (Reading reading : arrived.readings()) {
          if (reading.value() instanceof Value.Text text) {
            size += text.text().length();
          } else if (reading.value() instanceof Value.Message message) {
            size += 12 + message.topic().length() + message.size();
          }
        }
        yield arrived.note() == null ? size : size + arrived.note().weight();
      }
      case Entry.Clock clock -> 96 + 24 * clock.spans().size();
      default -> 64;
    };
  }
}
