package dev.sluice.journal;

import dev.sluice.model.Kind;
import dev.sluice.model.Note;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies of records, as FORMAT.md describes them. Sources are numbered within one segment. */
final class EntryCodec {

  static final int ARRIVED = 1;
  static final int DEFINED = 2;
  static final int REMOVED = 3;
  static final int TALLY = 4;
  static final int BOOTED = 5;

  private static final int HAS_PACKET = 1;
  private static final int HAS_NOTE = 2;

  private static final int NOTE_MALFORMED = 1;
  private static final int NOTE_RETAINED = 2;
  private static final int NOTE_WILL = 3;

  private static final int NO_VALUE = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int TEXT = 3;
  private static final int RAW = 4;
  private static final int SCALED = 8; // 8 + number of decimals, 0 to 6
  private static final int HAS_TIME = 0x40;
  private static final int HAS_QUALITY = 0x80;

  /** Stands for a source whose name was in a damaged record. */
  private static final String UNREADABLE = "(unreadable)";

  private static final double[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  /** Numbers of the sources seen in this segment; when writing. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Sources by number; when reading. */
  private final Map<Integer, String> sources = new HashMap<>();

  private static int code(Kind kind) {
    return switch (kind) {
      case NUMBER -> 0;
      case BOOL -> 1;
      case TEXT -> 2;
    };
  }

  private static Kind kind(int code) {
    return switch (code) {
      case 0 -> Kind.NUMBER;
      case 1 -> Kind.BOOL;
      case 2 -> Kind.TEXT;
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
    }
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
    long stamp = floorMillis(arrived.received());
    for (int i = 0; i < readings.size(); i++) {
      writeReading(readings.get(i), stamp, out);
    }
    if (note != null) {
      writeNote(note, out);
    }
  }

  private static long floorMillis(long micros) {
    return Math.floorDiv(micros, 1_000L) * 1_000L;
  }

  private static void writeReading(Reading reading, long stamp, Bytes out) {
    out.varint(reading.signal());
    int flags =
        (reading.time() == stamp ? 0 : HAS_TIME)
            | (reading.quality() == Quality.GOOD ? 0 : HAS_QUALITY);
    switch (reading.value()) {
      case null -> head(flags | NO_VALUE, reading, stamp, out);
      case Value.Bool bool -> head(flags | (bool.on() ? TRUE : FALSE), reading, stamp, out);
      case Value.Text text -> {
        head(flags | TEXT, reading, stamp, out);
        out.text(text.text());
      }
      case Value.Num num -> {
        double number = num.number();
        for (int decimals = 0; decimals < POWERS.length; decimals++) {
          long scaled = (long) (number * POWERS[decimals] + (number < 0 ? -0.5 : 0.5));
          // Bits, not ==: minus zero goes the raw way. Beyond 2^53 raw is shorter.
          if (Double.doubleToRawLongBits(scaled / POWERS[decimals])
                  == Double.doubleToRawLongBits(number)
              && Math.abs(scaled) < 1L << 48) {
            head(flags | (SCALED + decimals), reading, stamp, out);
            out.zigzag(scaled);
            return;
          }
        }
        head(flags | RAW, reading, stamp, out);
        out.f64(number);
      }
    }
  }

  private static void head(int tag, Reading reading, long stamp, Bytes out) {
    out.u8(tag);
    if ((tag & HAS_TIME) != 0) {
      out.zigzag(reading.time() - stamp);
    }
    if ((tag & HAS_QUALITY) != 0) {
      out.u8(reading.quality().code());
    }
  }

  private static void writeNote(Note note, Bytes out) {
    switch (note) {
      case Note.Malformed(String topic, String reason, String sample) -> {
        out.u8(NOTE_MALFORMED);
        out.text(topic);
        out.text(reason);
        out.text(sample);
      }
      case Note.Retained(String topic, int qos, byte[] payload, byte @Nullable [] properties) -> {
        out.u8(NOTE_RETAINED);
        out.text(topic);
        out.u8(qos | (properties == null ? 0 : 0x80));
        out.blob(payload);
        if (properties != null) {
          out.blob(properties);
        }
      }
      case Note.Will(String client, byte @Nullable [] will) -> {
        out.u8(NOTE_WILL);
        out.text(client);
        out.u8(will == null ? 0 : 1);
        if (will != null) {
          out.blob(will);
        }
      }
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
      default -> throw new IllegalStateException("no record has the type " + type);
    };
  }

  private Entry.Arrived readArrived(long seq, ByteBuffer in) {
    int flags = in.get();
    long received = in.getLong();
    int number = (int) Bytes.readVarint(in);
    String source;
    if (number == 0) {
      number = (int) Bytes.readVarint(in);
      source = Bytes.readText(in);
      sources.put(number, source);
    } else {
      source = sources.getOrDefault(number, UNREADABLE);
    }
    int packet = 0;
    long hash = 0;
    if ((flags & HAS_PACKET) != 0) {
      packet = (int) Bytes.readVarint(in);
      hash = in.getLong();
    }
    int count = (int) Bytes.readVarint(in);
    List<Reading> readings = new ArrayList<>(Math.min(count, 1_000));
    long stamp = floorMillis(received);
    for (int i = 0; i < count; i++) {
      readings.add(readReading(seq + i, received, stamp, in));
    }
    Note note = (flags & HAS_NOTE) == 0 ? null : readNote(in);
    return new Entry.Arrived(seq, received, source, packet, hash, readings, note);
  }

  private static Reading readReading(long seq, long received, long stamp, ByteBuffer in) {
    int signal = (int) Bytes.readVarint(in);
    int tag = in.get() & 0xFF;
    long time = (tag & HAS_TIME) == 0 ? stamp : stamp + Bytes.readZigzag(in);
    Quality quality = (tag & HAS_QUALITY) == 0 ? Quality.GOOD : Quality.ofCode(in.get() & 0xFF);
    int form = tag & 0x3F;
    Value value =
        switch (form) {
          case NO_VALUE -> null;
          case FALSE -> new Value.Bool(false);
          case TRUE -> new Value.Bool(true);
          case TEXT -> new Value.Text(Bytes.readText(in));
          case RAW -> new Value.Num(Double.longBitsToDouble(in.getLong()));
          default -> new Value.Num(Bytes.readZigzag(in) / POWERS[form - SCALED]);
        };
    return new Reading(signal, value, quality, time, received, seq);
  }

  private static Note readNote(ByteBuffer in) {
    int type = in.get();
    return switch (type) {
      case NOTE_MALFORMED ->
          new Note.Malformed(Bytes.readText(in), Bytes.readText(in), Bytes.readText(in));
      case NOTE_RETAINED -> {
        String topic = Bytes.readText(in);
        int flags = in.get();
        byte[] payload = Bytes.readBlob(in);
        yield new Note.Retained(
            topic, flags & 3, payload, (flags & 0x80) == 0 ? null : Bytes.readBlob(in));
      }
      case NOTE_WILL -> {
        String client = Bytes.readText(in);
        yield new Note.Will(client, in.get() == 0 ? null : Bytes.readBlob(in));
      }
      default -> throw new IllegalStateException("no note has the type " + type);
    };
  }
}
