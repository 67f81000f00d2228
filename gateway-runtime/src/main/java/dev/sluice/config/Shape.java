package dev.sluice.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What may stand behind a key: told from the Java type of a record's component. */
sealed interface Shape {

  /** A list of one shape. */
  record Items(Shape item) implements Shape {

    /** True if one item may stand without the list: a text cannot be taken for anything else. */
    boolean mayBeOne() {
      return item instanceof Scalar scalar && scalar.kind() == Scalar.Kind.TEXT;
    }
  }

  /** A map from free keys to one shape. */
  record Entries(Shape value) implements Shape {}

  /** A record of settings. */
  record Section(Class<? extends Record> type) implements Shape {}

  /** One word, number or text. */
  record Scalar(Kind kind, Class<?> type) implements Shape {

    /** How a scalar is written. */
    enum Kind {
      TEXT("text", "a text", "\"text\""),
      INT("whole number", "a whole number", "10"),
      LONG("whole number", "a whole number", "10"),
      DOUBLE("number", "a number", "1.5"),
      BOOL("true or false", "true or false", "true"),
      DURATION("duration", "a duration of the unit ms, s, m, h or d", "10s"),
      SIZE("size", "a size of the unit B, KiB, MiB, GiB, kB, MB or GB", "16MiB"),
      ZONE("time zone", "a time zone", "Europe/Berlin"),
      CHOICE("word", "one of", "");

      final String word;
      final String wanted;
      final String example;

      Kind(String word, String wanted, String example) {
        this.word = word;
        this.wanted = wanted;
        this.example = example;
      }
    }

    /** True if quotes around it make no difference: it is text in YAML, too. */
    boolean mayBeQuoted() {
      return switch (kind) {
        case TEXT, DURATION, SIZE, ZONE, CHOICE -> true;
        case INT, LONG, DOUBLE, BOOL -> false;
      };
    }

    /**
     * The value that a text stands for.
     *
     * @throws RuntimeException of any kind if it stands for none
     */
    Object parse(String text) {
      return switch (kind) {
        case TEXT -> text;
        case INT -> Math.toIntExact(whole(text));
        case LONG -> whole(text);
        case DOUBLE -> number(text);
        case BOOL ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("neither true nor false");
            };
        case DURATION -> Spans.parse(text);
        case SIZE -> ByteSize.parse(text);
        case ZONE -> ZoneId.of(text);
        case CHOICE -> choice(text);
      };
    }

    /** The words of a choice; empty for any other kind. */
    List<String> choices() {
      List<String> words = new ArrayList<>();
      if (kind == Kind.CHOICE) {
        for (Object constant : type.getEnumConstants()) {
          words.add(write(constant));
        }
      }
      return words;
    }

    /** A scalar as one would write it in the file. */
    static String write(Object value) {
      return switch (value) {
        case Duration duration -> Spans.write(duration);
        case Enum<?> word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-');
        case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
            Long.toString(number.longValue());
        default -> value.toString();
      };
    }

    private Object choice(String text) {
      for (Object constant : type.getEnumConstants()) {
        if (write(constant).equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("not one of the words");
    }

    private static long whole(String text) {
      int sign = text.startsWith("-") ? 1 : 0;
      if (text.startsWith("0x") && text.length() > 2 && text.charAt(2) != '-') {
        return Long.parseLong(text, 2, text.length(), 16);
      }
      if (sign + Digits.leading(text.substring(sign)) != text.length()) {
        throw new NumberFormatException("not a whole number");
      }
      return Long.parseLong(text);
    }

    private static double number(String text) {
      for (int i = 0; i < text.length(); i++) {
        if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
          throw new NumberFormatException("not a number");
        }
      }
      double number = Double.parseDouble(text);
      if (!Double.isFinite(number)) {
        throw new NumberFormatException("beyond the range of a double");
      }
      return number;
    }
  }

  /**
   * The shape of a Java type.
   *
   * @throws IllegalStateException if settings cannot have this type: a mistake in a record
   */
  static Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Items(of(of[0]));
      }
      if (generic.getRawType() == Map.class && of[0] == String.class) {
        return new Entries(of(of[1]));
      }
    }
    if (type instanceof Class<?> plain) {
      if (plain.isEnum()) {
        return new Scalar(Scalar.Kind.CHOICE, plain);
      }
      if (plain == String.class) {
        return new Scalar(Scalar.Kind.TEXT, plain);
      }
      if (plain == int.class || plain == Integer.class) {
        return new Scalar(Scalar.Kind.INT, plain);
      }
      if (plain == long.class || plain == Long.class) {
        return new Scalar(Scalar.Kind.LONG, plain);
      }
      if (plain == double.class || plain == Double.class) {
        return new Scalar(Scalar.Kind.DOUBLE, plain);
      }
      if (plain == boolean.class || plain == Boolean.class) {
        return new Scalar(Scalar.Kind.BOOL, plain);
      }
      if (plain == Duration.class) {
        return new Scalar(Scalar.Kind.DURATION, plain);
      }
      if (plain == ByteSize.class) {
        return new Scalar(Scalar.Kind.SIZE, plain);
      }
      if (ZoneId.class.isAssignableFrom(plain)) {
        return new Scalar(Scalar.Kind.ZONE, plain);
      }
      if (plain.isRecord()) {
        return new Section(plain.asSubclass(Record.class));
      }
    }
    throw new IllegalStateException("a setting cannot be a " + type.getTypeName());
  }
}
