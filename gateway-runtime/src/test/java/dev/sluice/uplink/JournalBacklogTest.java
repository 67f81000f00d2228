package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ByteSize;
import dev.sluice.config.HistorySection;
import dev.sluice.config.RawTopics;
import dev.sluice.files.MemoryDisk;
import dev.sluice.history.History;
import dev.sluice.history.HistoryReader;
import dev.sluice.journal.Entry;
import dev.sluice.journal.Journal;
import dev.sluice.journal.SmallJournal;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.RawTopic;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backlog as it is: a journal that gives its segments back, and history behind it. */
class JournalBacklogTest {

  private static final int SIGNALS = 5;

  private final ManualClock clock = new ManualClock(CourierWorld.NOW);
  private final SignalDirectory directory = new SignalDirectory(100);
  private final ScriptedUplink uplink = new ScriptedUplink();
  private final List<Reading> readings = new ArrayList<>();
  private Journal journal;
  private History history;
  private HistoryReader historyReader;
  private Courier courier;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    history =
        History.open(
            folder.resolve("store.db"),
            new HistorySection(
                new HistorySection.Commit(Duration.ZERO, Duration.ZERO),
                new HistorySection.Retention(
                    Duration.ofDays(365), new ByteSize(1L << 30), HistorySection.Rollups.DEFAULT),
                new ByteSize(16 << 20)),
            directory,
            clock);
    historyReader = new HistoryReader(history, directory);
    journal = SmallJournal.open(new MemoryDisk(), Path.of("log"));
    courier =
        new Courier(
            "head-office",
            "test",
            uplink,
            everything(),
            null,
            0,
            new Courier.Parts(
                new JournalBacklog(journal::read),
                history::unsent,
                directory,
                clock,
                new Random(1)));
    courier.begin(0);
    for (int i = 0; i < SIGNALS; i++) {
      SignalId id = new SignalId("oven", "s" + i);
      Signal signal = Objects.requireNonNull(directory.add(id, Kind.NUMBER, "°C", false));
      commit(List.of(new Entry.Defined(journal.nextSeq(), signal)));
    }
    run();
  }

  /** The usual, and all messages as well. */
  private static CourierSettings everything() {
    CourierSettings usual = CourierSettings.usual(ZoneOffset.UTC);
    Shaping none = Shaping.NONE;
    return new CourierSettings(
        true,
        usual.fromBeginning(),
        usual.newestFirst(),
        usual.batch(),
        usual.batchBytes(),
        usual.queue(),
        usual.backoff(),
        usual.budget(),
        new Shaping(
            none.only(),
            none.except(),
            none.qualities(),
            false,
            0,
            Duration.ZERO,
            Map.of(),
            new RawTopics(List.of("#"))));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
    history.close();
  }

  private void commit(List<Entry> entries) throws IOException {
    entries.forEach(journal::append);
    journal.commit();
    entries.forEach(historyReader::entry);
    entries.forEach(courier::entry);
  }

  private void arrive(int entries) throws IOException {
    for (int i = 0; i < entries; i++) {
      long seq = journal.nextSeq();
      List<Reading> some = new ArrayList<>();
      for (int signal = 0; signal < SIGNALS; signal++) {
        long time = clock.micros() + readings.size() * 1_000L + signal;
        some.add(
            new Reading(
                signal, new Value.Num(seq), Quality.GOOD, time, clock.micros(), seq + signal));
      }
      readings.addAll(some);
      commit(List.of(new Entry.Arrived(seq, clock.micros(), "test", 0, 0, some, null)));
    }
  }

  private void run() {
    try {
      boolean busy = true;
      while (busy) {
        boolean live = courier.turn(Lane.LIVE) <= 0;
        boolean backfill = courier.turn(Lane.BACKFILL) <= 0;
        busy = live || backfill;
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void allArrived() {
    UplinkStatus status = courier.status();
    assertThat(status.balanced()).isTrue();
    assertThat(status.pending()).isZero();
    assertThat(status.lastError()).isEmpty();
    record Key(SignalId signal, long time) {}
    List<Key> arrived =
        uplink.received().stream()
            .map(parcel -> new Key(parcel.signal(), parcel.time()))
            .distinct()
            .toList();
    assertThat(arrived).hasSameSizeAs(readings);
    assertThat(status.counts().acknowledged()).isEqualTo(readings.size());
    assertThat(status.counts().dropped()).isZero();
  }

  @Test
  void aBacklogIsReadFromTheJournal() throws IOException {
    courier.pause(null);
    arrive(500);
    courier.resume();
    run();
    allArrived();
    assertThat(uplink.received()).hasSameSizeAs(readings);
    assertThat(uplink.received()).extracting(Parcel::lane).containsOnly(Lane.BACKFILL);
  }

  @Test
  void whereSegmentsAreGoneItIsReadFromHistory() throws Exception {
    courier.pause(null);
    arrive(3_000);
    assertThat(history.sealAll()).isTrue();
    arrive(500);
    long before = journal.size();
    journal.recycleBelow(history.unsealedFrom());
    assertThat(journal.size()).isLessThan(before);
    courier.resume();
    run();
    allArrived();
    assertThat(uplink.received()).extracting(Parcel::seq).contains(-1L, readings.getLast().seq());
  }

  @Test
  void messagesWhoseSegmentsAreGoneComeFromHistoryByteForByteInTheirOrder() throws Exception {
    List<Signal> signals = new ArrayList<>();
    for (String topic : List.of("plant/cell/7", "plant/cell/8")) {
      Signal signal =
          Objects.requireNonNull(directory.add(RawTopic.signal(topic), Kind.MESSAGE, null, false));
      commit(List.of(new Entry.Defined(journal.nextSeq(), signal)));
      signals.add(signal);
    }
    run();
    courier.pause(null);
    Random random = new Random(5);
    List<List<Value>> published = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 600; i++) {
      int which = i % 2;
      byte[] payload = new byte[i % 40 == 0 ? 20_000 : random.nextInt(3_000)];
      random.nextBytes(payload);
      byte[] properties = i % 5 == 0 ? new byte[] {1, 0, (byte) i} : null;
      Value.Message message =
          new Value.Message("plant/cell/" + (7 + which), payload, i % 3, i % 7 == 0, properties);
      published.get(which).add(message);
      long seq = journal.nextSeq();
      long time = clock.micros() + i * 1_000L;
      Reading reading =
          new Reading(signals.get(which).index(), message, Quality.GOOD, time, clock.micros(), seq);
      commit(List.of(new Entry.Arrived(seq, clock.micros(), "test", 0, 0, List.of(reading), null)));
    }
    assertThat(history.sealAll()).isTrue();
    arrive(200);
    long before = journal.size();
    journal.recycleBelow(history.unsealedFrom());
    assertThat(journal.size()).isLessThan(before);
    courier.resume();
    run();

    for (int which = 0; which < 2; which++) {
      Signal signal = signals.get(which);
      List<Parcel> its =
          uplink.received().stream().filter(parcel -> parcel.signal().equals(signal.id())).toList();
      assertThat(its).anyMatch(parcel -> parcel.seq() == -1);
      // Where history ends and the journal begins, some come twice.
      assertThat(its.stream().map(Parcel::value).distinct().toList())
          .isEqualTo(published.get(which));
    }
    UplinkStatus status = courier.status();
    assertThat(status.balanced()).isTrue();
    assertThat(status.pending()).isZero();
    assertThat(status.counts().acknowledged()).isEqualTo(600 + readings.size());
    assertThat(status.counts().dropped()).isZero();
  }

  @Test
  void segmentsThatGoWhileTheyAreReadAreReadFromHistory() throws Exception {
    courier.pause(null);
    arrive(3_000);
    courier.resume();
    for (int i = 0; i < 5; i++) {
      courier.turn(Lane.BACKFILL);
    }
    assertThat(uplink.received()).isNotEmpty().hasSizeLessThan(readings.size());
    assertThat(history.sealAll()).isTrue();
    arrive(10);
    journal.recycleBelow(history.unsealedFrom());
    run();
    allArrived();
  }
}
