package dev.sluice.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineProtocolTest {

  private static Parsed parse(String body) {
    return LineProtocol.parse(body.getBytes(StandardCharsets.UTF_8), Precision.NS);
  }

  /** All samples, then all bad lines. */
  private static String text(Parsed parsed) {
    String good =
        parsed.lines().stream()
            .flatMap(List::stream)
            .map(LineProtocolTest::text)
            .collect(Collectors.joining("; "));
    String bad = parsed.bad().stream().map(BadLine::toString).collect(Collectors.joining("; "));
    return good.isEmpty() || bad.isEmpty() ? good + bad : good + "; " + bad;
  }

  private static String text(Sample sample) {
    String value =
        switch (sample.value()) {
          case null -> "-";
          case Value.Num n -> Double.toString(n.number());
          case Value.Bool b -> Boolean.toString(b.on());
          case Value.Text t -> "'" + t.text() + "'";
          case Value.Message m -> throw new AssertionError("no line has a message: " + m);
        };
    return sample.signal()
        + " = "
        + value
        + (sample.hasTime() ? " @" + Instant.EPOCH.plus(sample.time(), ChronoUnit.MICROS) : "")
        + (sample.quality().reason().isEmpty() ? "" : " !" + sample.quality().reason());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiterString = "||",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          w temp=82                       || w/temp = 82.0
          w,location=us,room=1 temp=82,hum=71i 1465839830100400200 || w/location=us/room=1/temp = 82.0 @2016-06-13T17:43:50.100400Z; w/location=us/room=1/hum = 71.0 @2016-06-13T17:43:50.100400Z
          w,room=1,location=us temp=82    || w/location=us/room=1/temp = 82.0
          `   w   temp=82   1465839830100400200   ` || w/temp = 82.0 @2016-06-13T17:43:50.100400Z
          # numbers
          w v=-1.5                        || w/v = -1.5
          w v=+3                          || w/v = 3.0
          w v=.5                          || w/v = 0.5
          w v=5.                          || w/v = 5.0
          w v=1e3                         || w/v = 1000.0
          w v=1.5E-3                      || w/v = 0.0015
          w v=42i                         || w/v = 42.0
          w v=-42i                        || w/v = -42.0
          w v=42u                         || w/v = 42.0
          w v=9007199254740992i           || w/v = 9.007199254740992E15
          w v=9007199254740993i           || w/v = 9.007199254740992E15 !precision
          w v=9223372036854775807i        || w/v = 9.223372036854776E18 !precision
          w v=-9223372036854775808i       || w/v = -9.223372036854776E18
          w v=18446744073709551615u       || w/v = 1.8446744073709552E19 !precision
          w v=9007199254740993            || w/v = 9.007199254740992E15 !precision
          # truth
          w a=t,b=T,c=true,d=True,e=TRUE  || w/a = true; w/b = true; w/c = true; w/d = true; w/e = true
          w a=f,b=F,c=false,d=False,e=FALSE || w/a = false; w/b = false; w/c = false; w/d = false; w/e = false
          # text
          w s="ok"                        || w/s = 'ok'
          w s=""                          || w/s = ''
          w s="a, b=c d",t=1              || w/s = 'a, b=c d'; w/t = 1.0
          w s="say \\"hi\\" \\\\ \\n"     || w/s = 'say "hi" \\ \\n'
          w s="Öfen"                      || w/s = 'Öfen'
          # names
          wea\\ ther\\,x,ro\\,om\\=1=a\\ b\\=c te\\ mp\\==1 || wea ther,x/ro,om=1=a b=c/te mp= = 1.0
          w\\=x=y v=1                     || w\\=x=y/v = 1.0
          w\\x v=1                        || w\\x/v = 1.0
          a/b,c/d=e/f g/h=1               || a_b/c_d=e_f/g_h = 1.0
          Öfen,Raum=Süd Größe=1           || Öfen/Raum=Süd/Größe = 1.0
          .. v=1                          || __/v = 1.0
          w v=1,v=2                       || w/v = 2.0
          # nothing
          `   `                           || ``
          `  # a comment`                 || ``
          """)
  void readsGoodLines(String line, String samples) {
    assertThat(text(parse(line))).isEqualTo(samples);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiterString = "||",
      quoteCharacter = '`',
      textBlock =
          """
          w                     || 2  || a blank and at least one field must follow
          ,a=b v=1              || 1  || a line starts with a measurement
          w,a v=1               || 4  || a tag needs '=' and a value
          w,a= v=1              || 5  || the tag 'a' has no value
          w,=b v=1              || 3  || a tag needs a name
          w, v=1                || 3  || a tag needs a name
          w,a=b,a=c v=1         || 7  || the tag 'a' stands twice
          w,a=b=c v=1           || 6  || a blank and at least one field must follow
          w,a=b                 || 6  || a blank and at least one field must follow
          w v                   || 4  || a field needs '=' and a value
          w v=                  || 5  || a field needs a value
          w =1                  || 3  || a field needs a name
          w v=1,                || 7  || a field needs a name
          w v=1,,x=2            || 7  || a field needs a name
          w v=warm              || 5  || this is no value
          w v=1x                || 5  || this is no value
          w v=0x1F              || 5  || this is no value
          w v=1e                || 5  || this is no value
          w v=1.5i              || 5  || this is no value
          w v=-                 || 5  || this is no value
          w v=1d                || 5  || this is no value
          w v=NaN               || 5  || NaN and infinity are no values here
          w v=-Inf              || 5  || NaN and infinity are no values here
          w v=1e999             || 5  || this number is larger than a double can hold
          w v=9223372036854775808i || 5 || this integer does not fit 64 bits, signed
          w v=18446744073709551616u || 5 || this integer does not fit 64 bits, unsigned
          w v=-1u               || 5  || this integer does not fit 64 bits, unsigned
          w s="open             || 5  || this text has no closing quote
          w s="a"b              || 8  || a comma and the next field
          w ä="a"b              || 8  || a comma and the next field
          w v=1 soon            || 7  || a timestamp is a whole number
          w v=1 1.5             || 7  || a timestamp is a whole number
          w v=1 -1              || 7  || the timestamp lies before 1970
          w v=1 99999999999999999999 || 7 || the timestamp lies before 1970 or after 2262
          w v=1 1 2             || 9  || nothing may follow the timestamp
          """)
  void saysWhereAndWhyALineIsBadAndKeepsItsNeighbours(String line, int column, String reason) {
    Parsed parsed = parse("a v=1\n" + line + "\r\nb v=2\n");

    assertThat(parsed.badLines()).isEqualTo(1);
    BadLine bad = parsed.bad().getFirst();
    assertThat(bad.line()).isEqualTo(2);
    assertThat(bad.column()).isEqualTo(column);
    assertThat(bad.reason()).startsWith(reason);
    assertThat(text(new Parsed(parsed.lines(), List.of(), 0))).isEqualTo("a/v = 1.0; b/v = 2.0");
  }

  @ParameterizedTest
  @CsvSource({
    "ns, 1465839830100400999, 2016-06-13T17:43:50.100400Z",
    "n, 1465839830100400999, 2016-06-13T17:43:50.100400Z",
    "us, 1465839830100400, 2016-06-13T17:43:50.100400Z",
    "u, 1465839830100400, 2016-06-13T17:43:50.100400Z",
    "ms, 1465839830100, 2016-06-13T17:43:50.100Z",
    "s, 1465839830, 2016-06-13T17:43:50Z",
    "s, 0, 1970-01-01T00:00:00Z",
    "ns, 9223372036854775807, 2262-04-11T23:47:16.854775Z",
  })
  void readsTimestampsInTheGivenPrecision(String precision, String time, Instant expected) {
    byte[] body = ("w v=1 " + time).getBytes(StandardCharsets.UTF_8);

    Parsed parsed = LineProtocol.parse(body, precisionOf(precision));

    assertThat(text(parsed)).isEqualTo("w/v = 1.0 @" + expected);
  }

  @ParameterizedTest
  @CsvSource({"us, 1465839830100400200", "ms, 1465839830100400", "s, 1465839830100", "s, -1"})
  void refusesTimestampsThatDoNotFitThePrecision(String precision, String time) {
    byte[] body = ("w v=1 " + time).getBytes(StandardCharsets.UTF_8);

    Parsed parsed = LineProtocol.parse(body, precisionOf(precision));

    assertThat(text(parsed)).contains("column 7").contains("check 'precision'");
  }

  private static Precision precisionOf(String name) {
    Precision precision = Precision.of(name);
    assertThat(precision).isNotNull();
    return precision;
  }

  @Test
  void knowsNoOtherPrecision() {
    assertThat(Precision.of("h")).isNull();
    assertThat(Precision.of("")).isNull();
  }

  @Test
  void skipsBlankLinesCommentsAndAByteOrderMarkAndCountsTheirLines() {
    assertThat(text(parse("\ufeff# head\r\n\r\n\t\na v=1\r\n\n# x\nb v=\nc v=3")))
        .startsWith("a/v = 1.0; c/v = 3.0; line 7, column 5: ");
    assertThat(parse("").lines()).isEmpty();
    assertThat(parse("\n\n").badLines()).isZero();
  }

  @Test
  void aTextMayGoOverLineEnds() {
    assertThat(text(parse("a s=\"one\ntwo\",t=1\nb v=\n")))
        .startsWith("a/s = 'one\ntwo'; a/t = 1.0; line 3, column 5: ");
  }

  @Test
  void aMissingQuoteCostsOnlyItsLine() {
    assertThat(text(parse("a s=\"open\nb s=\"x\"\nc v=3\n")))
        .startsWith("b/s = 'x'; c/v = 3.0; line 2, column 6: ");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] body = "a v=1\nb s=\"?\"\nc v=3".getBytes(StandardCharsets.UTF_8);
    body[11] = (byte) 0xff;

    assertThat(text(LineProtocol.parse(body, Precision.NS)))
        .isEqualTo("a/v = 1.0; c/v = 3.0; line 2, column 5: this is not UTF-8");
  }

  @Test
  void capsTheLengthOfALine() {
    String open = "a s=\"";
    String longest = open + "x".repeat(LineProtocol.MAX_LINE - open.length() - 1) + "\"";

    assertThat(text(parse(longest + "\nb v=2"))).isEqualTo("a/s = - !too-long; b/v = 2.0");
    assertThat(text(parse(longest.replace("\"", "x\"") + "\nb v=2")))
        .isEqualTo(
            "b/v = 2.0; line 1, column 1: a line has at most 65536 bytes; this one is longer");
    assertThat(text(parse("x".repeat(10 << 20) + "\nb v=2"))).startsWith("b/v = 2.0; line 1");
    assertThat(text(parse("\"".repeat(1 << 20) + "\nb v=2"))).startsWith("b/v = 2.0; line 1");
  }

  @Test
  void capsFieldsNamesAndTexts() {
    assertThat(parse("a " + fields(1000)).lines().getFirst()).hasSize(1000);
    assertThat(text(parse("a " + fields(1001)))).contains("at most 1000 fields");
    String longest = "n".repeat(SignalId.MAX_LENGTH);
    assertThat(text(parse(longest + " " + longest + "=1"))).endsWith("n = 1.0");
    assertThat(text(parse("a " + longest + "n=1"))).contains("column 3").contains("512");
    assertThat(text(parse(longest + "n v=1"))).contains("column 1").contains("512");
    assertThat(text(parse("a,t=" + longest + " v=1"))).contains("column 1").contains("512");
    assertThat(text(parse("a s=\"" + "é".repeat(2048) + "\""))).endsWith("é'");
    assertThat(text(parse("a s=\"" + "é".repeat(2049) + "\""))).isEqualTo("a/s = - !too-long");
    assertThat(text(parse("a v=" + "9".repeat(60_000)))).contains("a number has at most");
  }

  private static String fields(int count) {
    return IntStream.range(0, count).mapToObj(i -> "f" + i + "=1").collect(Collectors.joining(","));
  }

  @Test
  void describesTheFirstBadLinesAndCountsAll() {
    Parsed parsed = parse("bad\n".repeat(1000));

    assertThat(parsed.badLines()).isEqualTo(1000);
    assertThat(parsed.bad()).hasSize(LineProtocol.MAX_BAD).last().extracting("line").isEqualTo(100);
  }

  @Test
  void showsHowABadLineBegins() {
    assertThat(parse("a v=1\n  b\u0007\u202e v=\r\n").bad())
        .extracting(BadLine::text)
        .containsExactly("b\uFFFD\uFFFD v=");
    assertThat(parse("é".repeat(70_000)).bad())
        .extracting(BadLine::text)
        .containsExactly("é".repeat(BadLine.MAX_TEXT));
  }

  @Test
  void packsWholeLinesIntoParcels() {
    Parsed parsed = parse(("a " + fields(400) + "\n").repeat(5));

    assertThat(parsed.parcels(1000)).extracting(List::size).containsExactly(800, 800, 400);
    assertThat(parse("").parcels(1000)).isEmpty();
    assertThatThrownBy(() -> parsed.parcels(999)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 1000)
  void anyBytesGiveAnAnswer(@ForAll byte[] body, @ForAll Precision precision) {
    check(LineProtocol.parse(body, precision));
  }

  @Property(tries = 3000)
  void mutatedLinesGiveAnAnswerAndKeepTheirNeighbours(@ForAll("mutants") byte[] line) {
    byte[] first = "first v=1\n".getBytes(StandardCharsets.UTF_8);
    byte[] last = "\nlast v=2\n".getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(first.length + line.length + last.length);
    body.put(first).put(line).put(last);

    Parsed parsed = LineProtocol.parse(body.array(), Precision.NS);

    check(parsed);
    assertThat(text(parsed)).startsWith("first/v = 1.0");
    assertThat(text(parsed)).contains("last/v = 2.0");
  }

  @Provide
  Arbitrary<byte[]> mutants() {
    List<String> lines =
        List.of(
            "w,location=us,room=1 temp=82,hum=71i,on=t,s=\"ok\" 1465839830100400200",
            "a\\ b\\,c,d\\=e=f g\\ h=-1.5e3,i=18446744073709551615u");
    Arbitrary<Byte> bytes =
        Arbitraries.of(",=\\ #/0123456789eiut.-\r\n\u0000\u00ff".chars().boxed().toList())
            .map(Integer::byteValue);
    return Combinators.combine(
            Arbitraries.of(lines),
            Arbitraries.integers().between(0, 80),
            Arbitraries.integers().between(0, 3),
            bytes.array(byte[].class).ofMaxSize(4))
        .as(LineProtocolTest::mutate);
  }

  /** Takes some bytes away at one place, but no quotes, and puts others there. */
  private static byte[] mutate(String line, int place, int away, byte[] insert) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int from = place % (bytes.length + 1);
    int to = Math.min(bytes.length, from + away);
    if (line.substring(from, to).indexOf('"') >= 0) {
      to = from;
    }
    ByteBuffer mutant = ByteBuffer.allocate(bytes.length - (to - from) + insert.length);
    mutant.put(bytes, 0, from).put(insert).put(bytes, to, bytes.length - to);
    return mutant.array();
  }

  private static void check(Parsed parsed) {
    assertThat(parsed.bad()).hasSize(Math.min(parsed.badLines(), LineProtocol.MAX_BAD));
    for (List<Sample> line : parsed.lines()) {
      assertThat(line).isNotEmpty().hasSizeLessThanOrEqualTo(LineProtocol.MAX_FIELDS);
      for (Sample sample : line) {
        assertThat(SignalId.parse(sample.signal().toString())).isEqualTo(sample.signal());
        assertThat(sample.value() == null).isEqualTo(sample.quality().level().name().equals("BAD"));
      }
    }
    assertThat(parsed.bad()).allSatisfy(bad -> assertThat(bad.column()).isPositive());
  }
}
