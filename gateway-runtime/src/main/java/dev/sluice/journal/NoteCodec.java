package dev.sluice.journal;

import dev.sluice.model.Note;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A note within a record, as FORMAT.md describes it. */
final class NoteCodec {

  private static final int MALFORMED = 1;
  private static final int RETAINED = 2;
  private static final int WILL = 3;

  private NoteCodec() {}

  static void write(Note note, Bytes out) {
    switch (note) {
      case Note.Malformed(String topic, String reason, String sample) -> {
        out.u8(MALFORMED);
        out.text(topic);
        out.text(reason);
        out.text(sample);
      }
      case Note.Retained(String topic, int qos, byte[] payload, byte @Nullable [] properties) -> {
        out.u8(RETAINED);
        out.text(topic);
        out.u8(qos | (properties == null ? 0 : 0x80));
        out.blob(payload);
        if (properties != null) {
          out.blob(properties);
        }
      }
      case Note.Will(String client, byte @Nullable [] will) -> {
        out.u8(WILL);
        out.text(client);
        out.u8(will == null ? 0 : 1);
        if (will != null) {
          out.blob(will);
        }
      }
    }
  }

  static Note read(ByteBuffer in) {
    int type = in.get();
    return switch (type) {
      case MALFORMED ->
          new Note.Malformed(Bytes.readText(in), Bytes.readText(in), Bytes.readText(in));
      case RETAINED -> {
        String topic = Bytes.readText(in);
        int flags = in.get();
        byte[] payload = Bytes.readBlob(in);
        yield new Note.Retained(
            topic, flags & 3, payload, (flags & 0x80) == 0 ? null : Bytes.readBlob(in));
      }
      case WILL -> {
        String client = Bytes.readText(in);
        yield new Note.Will(client, in.get() == 0 ? null : Bytes.readBlob(in));
      }
      default -> throw new IllegalStateException("no note has the type " + type);
    };
  }
}
