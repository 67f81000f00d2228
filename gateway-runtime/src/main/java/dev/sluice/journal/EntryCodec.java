package dev.sluice.journal;

import dev.sluice.model.Kind;
import dev.sluice.model.Note;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.time.Restamp;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bodies of records, as FORMAT.md describes them. Sources are numbered within one segment. */
final class EntryCodec {

  static final int ARRIVED = 1;
  static final int DEFINED = 2;
  static final int REMOVED = 3;
  static final int TALLY = 4;
  static final int BOOTED = 5;
  static final int CLOCK = 6;

  private static final int HAS_PACKET = 1;
  private static final int HAS_NOTE = 2;

  private static final int TRUSTED = 1;
  private static final int KEPT = 2;

  /** Stands for a source whose name was in a damaged record. */
  private static final String UNREADABLE = "(unreadable)";

  /** Numbers of the sources seen in this segment; when writing. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Sources by number; when reading. */
  private final Map<Integer, String> sources = new HashMap<>();

  private static int code(Kind kind) {
    return switch (kind) {
      case NUMBER -> 0;
      case BOOL -> 1;
      case TEXT -> 2;
      case MESSAGE -> 3;
    };
  }

  private static Kind kind(int code) {
    return switch (code) {
      case 0 -> Kind.NUMBER;
      case 1 -> Kind.BOOL;
      case 2 -> Kind.TEXT;
      case 3 -> Kind.MESSAGE;
      default -> throw new IllegalArgumentException("no kind has the code " + code);
    };
  }

  /** A new segment starts: sources are numbered anew. */
  void reset() {
    numbers.clear();
    sources.clear();
  }

  static int type(Entry entry) {
    return switch (entry) {
      case Entry.Arrived _ -> ARRIVED;
      case Entry.Defined _ -> DEFINED;
      case Entry.Removed _ -> REMOVED;
      case Entry.Tally _ -> TALLY;
      case Entry.Booted _ -> BOOTED;
      case Entry.Clock _ -> CLOCK;
    };
  }

  void write(Entry entry, Bytes out) {
    switch (entry) {
      case Entry.Arrived arrived -> writeArrived(arrived, out);
      case Entry.Defined(_, Signal signal) -> {
        out.varint(signal.index());
        out.u8(code(signal.kind()));
        out.u8((signal.simulated() ? 1 : 0) | (signal.unit() == null ? 0 : 2));
        out.text(signal.id().device());
        out.text(signal.id().name());
        if (signal.unit() != null) {
          out.text(signal.unit());
        }
      }
      case Entry.Removed(_, int signal) -> out.varint(signal);
      case Entry.Tally tally -> {
        out.varint(tally.upTo());
        out.varint(tally.received());
        out.varint(tally.journalled());
        out.varint(tally.duplicates());
        out.varint(tally.losses().size());
        tally
            .losses()
            .forEach(
                (cause, loss) -> {
                  out.text(cause);
                  out.varint(loss.count());
                  out.i64(loss.since());
                });
        out.varint(tally.times().size());
        tally.times().forEach(out::i64);
      }
      case Entry.Booted(_, String boot, long time, boolean trusted) -> {
        out.text(boot);
        out.i64(time);
        out.u8(trusted ? 1 : 0);
      }
      case Entry.Clock clock -> writeClock(clock, out);
    }
  }

  private static void writeClock(Entry.Clock clock, Bytes out) {
    out.text(clock.system());
    out.i64(clock.time());
    out.i64(clock.nanos());
    out.i64(clock.step());
    out.u8((clock.trusted() ? TRUSTED : 0) | (clock.kept() ? KEPT : 0));
    out.varint(clock.from());
    out.varint(clock.spans().size());
    for (Restamp.Span span : clock.spans()) {
      out.i64(span.from());
      out.i64(span.below());
      out.i64(span.shift());
    }
  }

  private static Entry.Clock readClock(long seq, ByteBuffer in) {
    String system = Bytes.readText(in);
    long time = in.getLong();
    long nanos = in.getLong();
    long step = in.getLong();
    int flags = in.get();
    long from = Bytes.readVarint(in);
    int count = (int) Bytes.readVarint(in);
    List<Restamp.Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(new Restamp.Span(in.getLong(), in.getLong(), in.getLong()));
    }
    boolean trusted = (flags & TRUSTED) != 0;
    boolean kept = (flags & KEPT) != 0;
    return new Entry.Clock(seq, system, time, nanos, step, trusted, kept, from, spans);
  }

  private void writeArrived(Entry.Arrived arrived, Bytes out) {
    Note note = arrived.note();
    out.u8((arrived.packet() == 0 ? 0 : HAS_PACKET) | (note == null ? 0 : HAS_NOTE));
    out.i64(arrived.received());
    Integer number = numbers.get(arrived.source());
    if (number == null) {
      int fresh = numbers.size() + 1;
      out.varint(0);
      out.varint(fresh);
      out.text(arrived.source());
      numbers.put(arrived.source(), fresh);
    } else {
      out.varint(number);
    }
    if (arrived.packet() != 0) {
      out.varint(arrived.packet());
      out.i64(arrived.hash());
    }
    List<Reading> readings = arrived.readings();
    out.varint(readings.size());
    long stamp = ReadingCodec.stamp(arrived.received());
    for (int i = 0; i < readings.size(); i++) {
      ReadingCodec.write(readings.get(i), stamp, out);
    }
    if (note != null) {
      NoteCodec.write(note, out);
    }
  }

  /**
   * Reads a body.
   *
   * @throws UnreadableRecord if it makes no sense to this version
   */
  Entry read(int type, long seq, ByteBuffer in) throws UnreadableRecord {
    try {
      return readBody(type, seq, in);
    } catch (BufferUnderflowException | IllegalArgumentException | IllegalStateException e) {
      throw new UnreadableRecord(e);
    } catch (IndexOutOfBoundsException e) {
      throw new UnreadableRecord(e);
    }
  }

  /**
   * Reads only what later records of the segment need of a body: the source it names.
   *
   * @return how many seqs the record takes
   * @throws UnreadableRecord if it makes no sense to this version
   */
  int skim(int type, ByteBuffer in) throws UnreadableRecord {
    if (type != ARRIVED) {
      return 1;
    }
    try {
      int flags = in.get();
      in.getLong();
      readSource(in);
      if ((flags & HAS_PACKET) != 0) {
        Bytes.readVarint(in);
        in.getLong();
      }
      return Math.max(1, (int) Bytes.readVarint(in));
    } catch (BufferUnderflowException | IllegalStateException e) {
      throw new UnreadableRecord(e);
    }
  }

  private Entry readBody(int type, long seq, ByteBuffer in) {
    return switch (type) {
      case ARRIVED -> readArrived(seq, in);
      case DEFINED -> {
        int index = (int) Bytes.readVarint(in);
        Kind kind = kind(in.get());
        int flags = in.get();
        SignalId id = new SignalId(Bytes.readText(in), Bytes.readText(in));
        String unit = (flags & 2) == 0 ? null : Bytes.readText(in);
        yield new Entry.Defined(seq, new Signal(index, id, kind, unit, (flags & 1) != 0));
      }
      case REMOVED -> new Entry.Removed(seq, (int) Bytes.readVarint(in));
      case TALLY -> {
        long upTo = Bytes.readVarint(in);
        long received = Bytes.readVarint(in);
        long journalled = Bytes.readVarint(in);
        long duplicates = Bytes.readVarint(in);
        int count = (int) Bytes.readVarint(in);
        Map<String, Entry.LossCount> losses = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
          losses.put(Bytes.readText(in), new Entry.LossCount(Bytes.readVarint(in), in.getLong()));
        }
        int tracks = (int) Bytes.readVarint(in);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < tracks; i++) {
          times.add(in.getLong());
        }
        yield new Entry.Tally(seq, upTo, received, journalled, duplicates, losses, times);
      }
      case BOOTED -> new Entry.Booted(seq, Bytes.readText(in), in.getLong(), in.get() != 0);
      case CLOCK -> readClock(seq, in);
      default -> throw new IllegalStateException("no record has the type " + type);
    };
  }

  private String readSource(ByteBuffer in) {
    int number = (int) Bytes.readVarint(in);
    if (number != 0) {
      return sources.getOrDefault(number, UNREADABLE);
    }
    number = (int) Bytes.readVarint(in);
    String source = Bytes.readText(in);
    sources.put(number, source);
    return source;
  }

  private Entry.Arrived readArrived(long seq, ByteBuffer in) {
    int flags = in.get();
    long received = in.getLong();
    String source = readSource(in);
    int packet = 0;
    long hash = 0;
    if ((flags & HAS_PACKET) != 0) {
      packet = (int) Bytes.readVarint(in);
      hash = in.getLong();
    }
    int count = (int) Bytes.readVarint(in);
    List<Reading> readings = new ArrayList<>(Math.min(count, 1_000));
    long stamp = ReadingCodec.stamp(received);
    for (int i = 0; i < count; i++) {
      readings.add(ReadingCodec.read(seq + i, received, stamp, in));
    }
    Note note = (flags & HAS_NOTE) == 0 ? null : NoteCodec.read(in);
    return new Entry.Arrived(seq, received, source, packet, hash, readings, note);
  }
}
