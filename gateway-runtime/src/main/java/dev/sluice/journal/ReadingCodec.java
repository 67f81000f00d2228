package dev.sluice.journal;

import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import java.nio.ByteBuffer;

/** A reading within a record, as FORMAT.md describes it. */
final class ReadingCodec {

  private static final int NO_VALUE = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int TEXT = 3;
  private static final int RAW = 4;
  private static final int MESSAGE = 5;
  private static final int SCALED = 8; // 8 + number of decimals, 0 to 6
  private static final int RETAIN = 0x04; // beside the QoS
  private static final int HAS_PROPERTIES = 0x08;
  private static final int HAS_TIME = 0x40;
  private static final int HAS_QUALITY = 0x80;

  private static final double[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  private ReadingCodec() {}

  /** The time of a reading that brought none: when it was received, in whole milliseconds. */
  static long stamp(long micros) {
    return Math.floorDiv(micros, 1_000L) * 1_000L;
  }

  static void write(Reading reading, long stamp, Bytes out) {
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
      case Value.Message message -> {
        head(flags | MESSAGE, reading, stamp, out);
        write(message, out);
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

  private static void write(Value.Message message, Bytes out) {
    byte[] properties = message.properties();
    out.text(message.topic());
    out.u8(
        message.qos()
            | (message.retain() ? RETAIN : 0)
            | (properties == null ? 0 : HAS_PROPERTIES));
    out.blob(message.payload());
    if (properties != null) {
      out.blob(properties);
    }
  }

  private static Value.Message readMessage(ByteBuffer in) {
    String topic = Bytes.readText(in);
    int flags = in.get();
    byte[] payload = Bytes.readBlob(in);
    return new Value.Message(
        topic,
        payload,
        flags & 3,
        (flags & RETAIN) != 0,
        (flags & HAS_PROPERTIES) == 0 ? null : Bytes.readBlob(in));
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

  static Reading read(long seq, long received, long stamp, ByteBuffer in) {
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
          case MESSAGE -> readMessage(in);
          default -> new Value.Num(Bytes.readZigzag(in) / POWERS[form - SCALED]);
        };
    return new Reading(signal, value, quality, time, received, seq);
  }
}
