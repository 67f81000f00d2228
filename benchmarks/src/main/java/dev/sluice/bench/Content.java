package dev.sluice.bench;

import java.nio.charset.StandardCharsets;

/** What a load publishes. */
interface Content {

  /** The one topic of a publisher, counted from 0. */
  String topic(int publisher);

  /**
   * A payload, at most 3,500 bytes.
   *
   * @param n how many were made before
   * @param dueAt when it is due, ns of {@link System#nanoTime}
   */
  byte[] payload(int publisher, long n, long dueAt);

  /** A hundred bytes of JSON with four numbers, as a sensor would send them. */
  record Sensors() implements Content {

    @Override
    public String topic(int publisher) {
      return "bench/line-" + publisher;
    }

    @Override
    public byte[] payload(int publisher, long n, long dueAt) {
      StringBuilder json = new StringBuilder(100);
      json.append("{\"temperature\":").append(20 + n % 1000 / 100.0);
      json.append(",\"humidity\":").append(40 + n % 170 / 10.0);
      json.append(",\"pressure_mbar\":").append(1000 + n % 313 / 10.0);
      json.append(",\"strokes\":").append(n % 10_000_000);
      while (json.length() < 99) {
        json.append(' ');
      }
      return bytes(json.append('}').toString());
    }
  }

  /** Bare numbers by which an arrival can be told from all others, see {@link Arrivals}. */
  record Numbered(String topic, long base) implements Content {

    @Override
    public String topic(int publisher) {
      return topic + publisher;
    }

    @Override
    public byte[] payload(int publisher, long n, long dueAt) {
      return bytes(Long.toString(base + n));
    }
  }

  /** Likewise, many in one publish: each publisher is a device with so many signals. */
  record Bundles(long base, int signals) implements Content {

    @Override
    public String topic(int publisher) {
      return "plant/unit-" + publisher;
    }

    @Override
    public byte[] payload(int publisher, long n, long dueAt) {
      StringBuilder json = new StringBuilder(signals * 28);
      char before = '{';
      for (int i = 0; i < signals; i++) {
        json.append(before).append("\"s-").append(publisher * signals + i).append("\":");
        json.append(base + n * signals + i);
        before = ',';
      }
      return bytes(json.append('}').toString());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
