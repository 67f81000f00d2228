package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.files.MemoryDisk;
import dev.sluice.model.Kind;
import dev.sluice.model.Note;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.time.Restamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

  private static final Path FOLDER = Path.of("log");

  /** Small, so that many are filled. */
  private static final int SEGMENT = 512 << 10;

  private static final long NOW = 1_764_000_000_000_000L;

  private final MemoryDisk disk = new MemoryDisk();

  /** What a reopened journal holds. */
  private record Found(Journal journal, List<Entry> entries, Journal.Replayed replayed) {}

  private Found open() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Journal journal = new Journal(disk, FOLDER, new Spares(disk, FOLDER, Runnable::run, SEGMENT));
    Journal.Replayed replayed = journal.replay(entries::add);
    return new Found(journal, entries, replayed);
  }

  private static Entry.Arrived arrived(Journal journal, @Nullable Value... values) {
    long seq = journal.nextSeq();
    List<Reading> readings = new ArrayList<>();
    for (@Nullable Value value : values) {
      Quality quality = value == null ? Quality.BAD_DEVICE : Quality.GOOD;
      readings.add(
          new Reading(
              readings.size(), value, quality, NOW + readings.size(), NOW, seq + readings.size()));
    }
    return new Entry.Arrived(seq, NOW, "client-" + seq % 3, 7, 0x1234_5678_9ABCL, readings, null);
  }

  private static Entry append(Journal journal, Entry entry) {
    journal.append(entry);
    return entry;
  }

  @Test
  void everyKindOfEntryComesBackAsItWas() throws IOException {
    Journal journal = open().journal();
    List<Entry> written = new ArrayList<>();
    Signal signal = new Signal(0, new SignalId("press", "force"), Kind.NUMBER, "kN", true);
    written.add(append(journal, new Entry.Booted(journal.nextSeq(), "boot-1", NOW, true)));
    written.add(
        append(
            journal,
            new Entry.Clock(
                journal.nextSeq(),
                "system-1",
                NOW,
                -77,
                -3_600_000_000L,
                true,
                false,
                1,
                List.of(
                    new Restamp.Span(30_000_000, 90_000_000, NOW),
                    new Restamp.Span(NOW, Long.MAX_VALUE, -1)))));
    written.add(append(journal, new Entry.Defined(journal.nextSeq(), signal)));
    written.add(append(journal, new Entry.Removed(journal.nextSeq(), 12)));
    written.add(
        append(
            journal,
            new Entry.Tally(
                journal.nextSeq(),
                3,
                10,
                8,
                1,
                Map.of("malformed", new Entry.LossCount(2, NOW)),
                List.of(NOW, NOW - 5_000_000))));
    written.add(
        append(
            journal,
            arrived(
                journal,
                new Value.Num(21.5),
                new Value.Num(-0.0),
                new Value.Num(Double.MIN_VALUE),
                new Value.Num(1e300),
                new Value.Num(-123456.789),
                new Value.Num(9.007199254740992e15),
                new Value.Bool(true),
                new Value.Bool(false),
                new Value.Text("läuft"),
                null)));
    written.add(
        append(
            journal,
            new Entry.Arrived(
                journal.nextSeq(),
                NOW + 999,
                "c",
                0,
                0,
                List.of(),
                new Note.Malformed("a/b", "malformed-json", "{\"a\":"))));
    journal.commit();

    assertThat(open().entries()).isEqualTo(written);
  }

  @Test
  void payloadsOfNotesComeBackByteForByte() throws IOException {
    Journal journal = open().journal();
    byte[] payload = {0, -1, 127, -128};
    journal.append(
        new Entry.Arrived(
            journal.nextSeq(),
            NOW,
            "c",
            1,
            2,
            List.of(),
            new Note.Retained("t", 2, payload, null)));
    journal.append(
        new Entry.Arrived(
            journal.nextSeq(), NOW, "c", 0, 0, List.of(), new Note.Will("c", payload)));
    journal.append(
        new Entry.Arrived(journal.nextSeq(), NOW, "c", 0, 0, List.of(), new Note.Will("c", null)));
    journal.commit();

    List<Entry> entries = open().entries();
    Note.Retained retained = (Note.Retained) ((Entry.Arrived) entries.get(0)).note();
    assertThat(retained).isNotNull();
    assertThat(retained.payload()).isEqualTo(payload);
    assertThat(retained.qos()).isEqualTo(2);
    assertThat(retained.properties()).isNull();
    Note.Will will = (Note.Will) ((Entry.Arrived) entries.get(1)).note();
    assertThat(will).isNotNull();
    assertThat(will.will()).isEqualTo(payload);
    Note.Will ended = (Note.Will) ((Entry.Arrived) entries.get(2)).note();
    assertThat(ended).isNotNull();
    assertThat(ended.will()).isNull();
  }

  @Test
  void whatWasNeverCommittedIsGoneAndItsSeqIsGivenAgain() throws IOException {
    Journal journal = open().journal();
    append(journal, arrived(journal, new Value.Num(1)));
    journal.commit();
    append(journal, arrived(journal, new Value.Num(2)));
    disk.cutPower(new SplittableRandom(1));

    Found found = open();
    assertThat(found.entries()).hasSize(1);
    assertThat(found.journal().nextSeq()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void powerCutsNeverCostACommittedEntry(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Entry> durable = new ArrayList<>();
    for (int life = 0; life < 12; life++) {
      Found found = open();
      assertThat(found.entries()).as("seed %d, life %d", seed, life).containsAll(durable);
      assertThat(found.replayed().lost()).isZero();
      durable = new ArrayList<>(found.entries());
      Journal journal = found.journal();
      List<Entry> open = new ArrayList<>();
      int steps = random.nextInt(200);
      for (int step = 0; step < steps; step++) {
        open.add(append(journal, randomEntry(journal, random)));
        if (random.nextInt(4) == 0) {
          journal.commit();
          durable.addAll(open);
          open.clear();
        }
      }
      disk.cutPower(random);
    }
  }

  private static Entry randomEntry(Journal journal, RandomGenerator random) {
    Value[] values = new Value[1 + random.nextInt(5)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (random.nextInt(3)) {
            case 0 -> new Value.Num(random.nextInt(100_000) / 100.0);
            case 1 -> new Value.Text("x".repeat(random.nextInt(1_000)));
            default -> new Value.Num(random.nextDouble());
          };
    }
    return arrived(journal, values);
  }

  @Test
  void anyFailingOperationLeavesEveryDurableEntryReadable() throws IOException {
    boolean reached = true;
    int n = 0;
    while (reached) {
      n++;
      MemoryDisk fresh = new MemoryDisk();
      List<Entry> durable = new ArrayList<>();
      Journal journal =
          new Journal(fresh, FOLDER, new Spares(fresh, FOLDER, Runnable::run, SEGMENT));
      journal.replay(entry -> {});
      fresh.failOperation(n);
      for (int i = 0; i < 30; i++) {
        List<Entry> batch = new ArrayList<>();
        for (int k = 0; k < 10; k++) {
          batch.add(append(journal, arrived(journal, new Value.Text("y".repeat(4_000)))));
        }
        boolean good = true;
        try {
          for (int k = 0; k < 4; k++) {
            batch.add(append(journal, arrived(journal, new Value.Text("z".repeat(100_000)))));
          }
          journal.commit();
        } catch (IOException e) {
          good = false;
        }
        for (Entry entry : batch) {
          if (good || entry.seq() < journal.durableBelow()) {
            durable.add(entry);
          }
        }
      }
      reached = fresh.failed();
      fresh.cutPower(new SplittableRandom(n));
      List<Entry> entries = new ArrayList<>();
      Journal.Replayed replayed =
          new Journal(fresh, FOLDER, new Spares(fresh, FOLDER, Runnable::run, SEGMENT))
              .replay(entries::add);
      assertThat(entries).as("operation %d failed", n).isEqualTo(durable);
      assertThat(replayed.lost()).isZero();
    }
    assertThat(n).isGreaterThan(60);
  }

  @Test
  void aWriteThatFailsGoesIntoAFreshSegmentAndIsNeverRepeatedInPlace() throws IOException {
    Journal journal = open().journal();
    append(journal, arrived(journal, new Value.Num(1)));
    journal.commit();
    append(journal, arrived(journal, new Value.Num(2)));
    disk.failOperation(2);
    journal.commit();

    assertThat(journal.errors()).isEqualTo(1);
    assertThat(journal.durableBelow()).isEqualTo(3);
    disk.cutPower(new SplittableRandom(3));
    assertThat(open().entries()).hasSize(2);
  }

  @Test
  void aDiskThatTakesNothingFailsTheCommitAndTheJournalGoesOnLater() throws IOException {
    Journal journal = open().journal();
    append(journal, arrived(journal, new Value.Num(1)));
    journal.commit();
    disk.failing(true);
    append(journal, arrived(journal, new Value.Num(2)));
    assertThatThrownBy(journal::commit).isInstanceOf(IOException.class);
    assertThat(journal.durableBelow()).isEqualTo(2);
    disk.failing(false);
    Entry third = append(journal, arrived(journal, new Value.Num(3)));
    journal.commit();

    assertThat(third.seq()).isEqualTo(2);
    Found found = open();
    assertThat(found.entries()).hasSize(2).contains(third);
    assertThat(found.replayed().lost()).isZero();
  }

  @Test
  void aFlippedBitCostsOneRecordAndIsReported() throws IOException {
    Journal journal = open().journal();
    for (int i = 0; i < 50; i++) {
      append(journal, arrived(journal, new Value.Num(i)));
    }
    journal.close();
    Path file = FOLDER.resolve(SegmentFile.name(1));
    int end = Segment.HEADER + (int) journal.bytesWritten();
    for (int at = 0; at < end; at += 3) {
      int position = at;
      disk.damage(file, bytes -> flip(bytes, position));
      Found found = open();
      assertThat(found.entries()).as("byte %d", at).hasSizeGreaterThanOrEqualTo(49);
      assertThat(found.replayed().lost()).as("byte %d", at).isEqualTo(at < Segment.HEADER ? 0 : 1);
      disk.damage(file, bytes -> flip(bytes, position));
    }
  }

  private static byte[] flip(byte[] bytes, int at) {
    bytes[at] ^= 0x10;
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 9})
  void aPageThatCannotBeReadCostsItsRecordsAndNothingElse(int page) throws IOException {
    Journal journal = open().journal();
    List<Entry> written = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      written.add(append(journal, arrived(journal, new Value.Text("b".repeat(1_000)))));
    }
    journal.commit();
    disk.badPage(FOLDER.resolve(SegmentFile.name(1)), page);
    List<Entry> given = new ArrayList<>();
    List<Cursor.Range> unreadable = new ArrayList<>();
    Cursor cursor = journal.read(1);
    for (int i = 0; i < 60; i++) {
      Cursor.Batch batch = cursor.next(1_000);
      given.addAll(batch.entries());
      unreadable.addAll(batch.unreadable());
    }
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
    assertThat(unreadable).hasSize(1);
    assertThat(given).hasSizeBetween(55, 57);
    journal.close();

    Found found = open();
    assertThat(found.entries()).isEqualTo(given);
    // Equal but for the source, whose name may have been on that page.
    assertThat(written).extracting(Entry::seq).containsAll(given.stream().map(Entry::seq).toList());
    assertThat(given.getLast().seq()).isEqualTo(60);
    assertThat(found.replayed())
        .isEqualTo(new Journal.Replayed(given.size(), 60 - given.size(), 1));
  }

  @Test
  void aSegmentThatCannotBeReadAtAllNeverStopsTheStart() throws IOException {
    Journal journal = open().journal();
    fill(journal, 1);
    journal.close();
    for (int page = 0; page < SEGMENT / 4096; page++) {
      disk.badPage(FOLDER.resolve(SegmentFile.name(1)), page);
    }

    Found found = open();
    assertThat(found.replayed().damagedSegments()).isEqualTo(1);
    Entry entry = append(found.journal(), arrived(found.journal(), new Value.Num(1)));
    found.journal().commit();
    assertThat(open().entries()).endsWith(entry);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 500, 4096})
  void aCutOffFileNeverStopsTheStart(int length) throws IOException {
    Journal journal = open().journal();
    append(journal, arrived(journal, new Value.Num(1)));
    journal.commit();
    disk.damage(
        FOLDER.resolve(SegmentFile.name(1)), bytes -> java.util.Arrays.copyOf(bytes, length));

    Found found = open();
    append(found.journal(), arrived(found.journal(), new Value.Num(2)));
    found.journal().commit();
    assertThat(open().entries()).isNotEmpty();
  }

  @Test
  void segmentsAreGivenBackAndTheirOldRecordsNeverComeBack() throws IOException {
    Journal journal = open().journal();
    fill(journal, 6);
    long before = journal.size();
    journal.recycleBelow(journal.durableBelow());
    assertThat(journal.size()).isLessThan(before);
    long kept = journal.durableBelow();
    fill(journal, 3);
    disk.cutPower(new SplittableRandom(5));

    Found found = open();
    assertThat(found.replayed().lost()).isZero();
    assertThat(found.entries().getLast().seq()).isGreaterThan(kept);
    assertThat(found.entries()).isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
    assertThat(found.entries()).doesNotHaveDuplicates();
  }

  @Test
  void aSegmentThatFailedOnceIsDeletedInsteadOfWrittenToAgain() throws IOException {
    Journal journal = open().journal();
    append(journal, arrived(journal, new Value.Num(1)));
    journal.commit();
    append(journal, arrived(journal, new Value.Num(2)));
    disk.failOperation(2); // the sync
    journal.commit();
    fill(journal, 5);
    disk.failOperation(2); // the sync of a header that is made blank
    journal.recycleBelow(journal.durableBelow());
    fill(journal, 5);
    journal.recycleBelow(journal.durableBelow());
    fill(journal, 5); // the disk refuses every write to a file whose sync failed

    assertThat(disk.list(FOLDER)).doesNotContain(FOLDER.resolve(SegmentFile.name(1)));
    assertThat(open().replayed().lost()).isZero();
  }

  @Test
  void whatIsStillNeededIsNotGivenBack() throws IOException {
    Journal journal = open().journal();
    fill(journal, 6);
    journal.recycleBelow(2);
    assertThat(open().entries().getFirst().seq()).isEqualTo(1);
  }

  @Test
  void pressureNamesTheSeqThatMustBeLeftBehind() throws IOException {
    Journal journal = open().journal();
    fill(journal, 6);
    assertThat(journal.pressure(journal.size())).isZero();
    long wanted = journal.pressure(journal.size() - SEGMENT);
    assertThat(wanted).isPositive();
    long before = journal.size();
    journal.recycleBelow(wanted);
    assertThat(journal.size()).isEqualTo(before - SEGMENT);
  }

  @Test
  void anEntryLargerThanASegmentIsRefused() throws IOException {
    Journal journal = open().journal();
    Value[] values = new Value[1_000];
    java.util.Arrays.fill(values, new Value.Text("x".repeat(4_000)));
    Entry entry = arrived(journal, values);
    assertThat(journal.fits(entry)).isFalse();
    assertThatThrownBy(() -> journal.append(entry)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLargestPacketFitsIntoARecordWithAllItsTextsAndAsARetainedMessage() throws IOException {
    // What mqtt.limits.packet allows at most, see MqttSection.
    int packet = 1536 << 10;
    Spares spares = new Spares(disk, FOLDER, Runnable::run, Segment.SIZE);
    Journal journal = new Journal(disk, FOLDER, spares);
    journal.replay(entry -> {});
    Value[] values = new Value[1_000];
    java.util.Arrays.fill(values, new Value.Text("ö".repeat(packet / 2 / 1_000)));
    Entry.Arrived readings = arrived(journal, values);
    Note.Retained retained = new Note.Retained("t".repeat(65_535), 1, new byte[packet], null);
    Entry.Arrived entry =
        new Entry.Arrived(
            readings.seq(), NOW, "c".repeat(512), 7, 1, readings.readings(), retained);
    assertThat(journal.fits(entry)).isTrue();
    journal.append(entry);
    journal.commit();

    List<Entry> found = new ArrayList<>();
    new Journal(disk, FOLDER, spares).replay(found::add);
    assertThat(found).singleElement().isInstanceOf(Entry.Arrived.class);
    Entry.Arrived back = (Entry.Arrived) found.getFirst();
    assertThat(back.readings()).isEqualTo(entry.readings());
    assertThat(back.note()).isInstanceOf(Note.Retained.class);
    assertThat(back.note().weight()).isEqualTo(retained.weight());
  }

  private static void fill(Journal journal, int segments) throws IOException {
    long from = journal.size();
    while (journal.size() < from + (long) segments * SEGMENT) {
      for (int i = 0; i < 20; i++) {
        append(journal, arrived(journal, new Value.Text("f".repeat(4_000))));
      }
      journal.commit();
    }
  }
}
