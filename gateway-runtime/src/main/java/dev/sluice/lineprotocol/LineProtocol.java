package dev.sluice.lineprotocol;

import dev.sluice.model.IdText;
import dev.sluice.model.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a body of InfluxDB line protocol: measurement and tags name the device, each field is a
 * signal.
 *
 * <p>{@code weather,room=1,location=us temp=82 1465839830100400200} is signal {@code temp} of
 * device {@code weather/location=us/room=1}. A bad line never costs a good one: reading goes on at
 * the next line end.
 */
public final class LineProtocol {

  /** The longest line, in bytes. */
  public static final int MAX_LINE = 64 * 1024;

  /** The most fields in a line. */
  public static final int MAX_FIELDS = 1000;

  /** The most bad lines that are described; further ones are only counted. */
  public static final int MAX_BAD = 100;

  private LineProtocol() {}

  /**
   * Reads all lines; never throws because of what they say.
   *
   * @param body UTF-8; not kept
   * @param precision the unit of its timestamps
   */
  public static Parsed parse(byte[] body, Precision precision) {
    List<List<Sample>> lines = new ArrayList<>();
    List<BadLine> bad = new ArrayList<>();
    int[] badLines = {0};
    each(
        body,
        precision,
        new Lines() {
          @Override
          public void good(int number, List<Sample> samples) {
            lines.add(samples);
          }

          @Override
          public void bad(BadLine line) {
            badLines[0]++;
            if (bad.size() < MAX_BAD) {
              bad.add(line);
            }
          }
        });
    return new Parsed(List.copyOf(lines), List.copyOf(bad), badLines[0]);
  }

  /** Takes what a body says, line by line. */
  public interface Lines {

    /**
     * A good line.
     *
     * @param number where it begins, from 1 up
     */
    void good(int number, List<Sample> samples);

    void bad(BadLine line);
  }

  /** As {@link #parse}, line by line, and every bad one is described. */
  public static void each(byte[] body, Precision precision, Lines lines) {
    int number = 1;
    LineReader reader = new LineReader(body, precision);
    int at = startsWithByteOrderMark(body) ? 3 : 0;
    while (at < body.length) {
      int next = physicalEnd(body, at);
      if (saysSomething(body, at, next)) {
        try {
          List<Sample> samples = reader.read(at);
          next = reader.end();
          lines.good(number, samples);
        } catch (BadLineException e) {
          lines.bad(locate(body, at, number, e));
        }
      }
      number += lineEnds(body, at, next) + 1;
      at = next + 1;
    }
  }

  private static boolean startsWithByteOrderMark(byte[] body) {
    return body.length >= 3
        && body[0] == (byte) 0xef
        && body[1] == (byte) 0xbb
        && body[2] == (byte) 0xbf;
  }

  private static int physicalEnd(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    return at;
  }

  /** False for blank lines and comments. */
  private static boolean saysSomething(byte[] body, int from, int end) {
    int at = from;
    while (at < end && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r')) {
      at++;
    }
    return at < end && body[at] != '#';
  }

  private static int lineEnds(byte[] body, int from, int end) {
    int count = 0;
    for (int i = from; i < end; i++) {
      if (body[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  /** A text may go over several lines: the place is where reading ended, not where it began. */
  private static BadLine locate(byte[] body, int from, int number, BadLineException e) {
    int line = number;
    int column = 1;
    for (int i = from; i < e.offset(); i++) {
      if (body[i] == '\n') {
        line++;
        column = 1;
      } else if ((body[i] & 0xc0) != 0x80) {
        column++;
      }
    }
    return new BadLine(line, column, e.reason(), start(body, from));
  }

  private static String start(byte[] body, int from) {
    int end = physicalEnd(body, from);
    // A character has at most four bytes.
    int length = Math.min(end - from, 4 * BadLine.MAX_TEXT);
    String text = new String(body, from, length, StandardCharsets.UTF_8).strip();
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), BadLine.MAX_TEXT); i++) {
      char c = text.charAt(i);
      boolean odd = IdText.isControl(c) || IdText.isLoneSurrogate(text, i);
      start.append(odd ? '\uFFFD' : c);
    }
    return start.toString();
  }
}
