package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.files.DiskFile;
import dev.sluice.files.MemoryDisk;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * A write of several pages that was under way when the power went: any of its pages may have
 * reached the disk. That is no damage, and nothing of it may come back later.
 */
class TornWriteTest {

  private static final Path FOLDER = Path.of("log");
  private static final Path FIRST = FOLDER.resolve(SegmentFile.name(1));
  private static final Path SECOND = FOLDER.resolve(SegmentFile.name(2));
  private static final int PAGE = 4096;
  private static final int SEGMENT = 64 << 10;
  private static final long NOW = 1_764_000_000_000_000L;

  private record Found(Journal journal, List<Entry> entries, Journal.Replayed replayed) {}

  private static Found open(MemoryDisk disk) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Journal journal = new Journal(disk, FOLDER, new Spares(disk, FOLDER, Runnable::run, SEGMENT));
    Journal.Replayed replayed = journal.replay(entries::add);
    return new Found(journal, entries, replayed);
  }

  /** An entry of two readings and about so many bytes. */
  private static Entry append(Journal journal, String word, int bytes) {
    long seq = journal.nextSeq();
    Value text = new Value.Text(word + ".".repeat(bytes));
    List<Reading> readings =
        List.of(
            new Reading(1, text, Quality.GOOD, NOW, NOW, seq),
            new Reading(2, new Value.Num(seq), Quality.GOOD, NOW, NOW, seq + 1));
    Entry entry = new Entry.Arrived(seq, NOW, "client-" + seq % 5, 0, 0, readings, null);
    journal.append(entry);
    return entry;
  }

  private static List<Entry> commit(Journal journal, String word, int entries) throws IOException {
    List<Entry> batch = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      batch.add(append(journal, word + i, 900));
    }
    journal.commit();
    return batch;
  }

  private static byte[] bytes(MemoryDisk disk, Path path) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SEGMENT);
    try (DiskFile file = disk.open(path)) {
      file.read(bytes, 0);
    }
    return bytes.array();
  }

  private static MemoryDisk diskWith(Path path, byte[] bytes) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (DiskFile file = disk.open(path)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.sync();
    }
    disk.syncFolder(FOLDER);
    return disk;
  }

  private static byte[] flip(byte[] bytes, int at) {
    bytes[at] ^= 0x10;
    return bytes;
  }

  @Test
  void everySubsetOfItsPagesIsAnEndAndNoDamage() throws IOException {
    MemoryDisk whole = new MemoryDisk();
    Journal journal = open(whole).journal();
    List<Entry> durable = commit(journal, "durable", 3);
    byte[] before = bytes(whole, FIRST);
    List<Entry> torn = commit(journal, "torn", 20);
    byte[] after = bytes(whole, FIRST);
    List<Integer> pages = new ArrayList<>();
    for (int page = 0; page < SEGMENT / PAGE; page++) {
      int from = page * PAGE;
      if (!Arrays.equals(before, from, from + PAGE, after, from, from + PAGE)) {
        pages.add(page);
      }
    }
    assertThat(pages).hasSizeGreaterThan(4);
    for (int subset = 0; subset < 1 << pages.size(); subset++) {
      byte[] bytes = before.clone();
      for (int i = 0; i < pages.size(); i++) {
        if ((subset >> i & 1) != 0) {
          System.arraycopy(after, pages.get(i) * PAGE, bytes, pages.get(i) * PAGE, PAGE);
        }
      }
      goesOn(diskWith(FIRST, bytes), durable, torn, "pages " + Integer.toBinaryString(subset));
    }
  }

  /** Reads a prefix, goes on with other entries of the same seqs, and never sees the old ones. */
  private static void goesOn(MemoryDisk disk, List<Entry> durable, List<Entry> torn, String when)
      throws IOException {
    List<Entry> all = new ArrayList<>(durable);
    all.addAll(torn);
    Found found = open(disk);
    int read = found.entries().size();
    assertThat(found.entries()).as(when).isEqualTo(all.subList(0, read));
    assertThat(read).as(when).isGreaterThanOrEqualTo(durable.size());
    assertThat(found.replayed()).as(when).isEqualTo(new Journal.Replayed(read, 0, 0));
    assertThat(open(disk).entries()).as(when).isEqualTo(found.entries());
    assertThat(found.journal().read(1).next(1 << 20).entries()).as(when).isEqualTo(found.entries());

    List<Entry> expected = new ArrayList<>(found.entries());
    Entry first = append(found.journal(), "afterwards", 10);
    expected.add(first);
    found.journal().commit();
    expected.addAll(commit(found.journal(), "later", 2));
    assertThat(first.seq()).as(when).isEqualTo(all.get(read - 1).seq() + 2);

    assertThat(found.journal().read(1).next(1 << 20).entries()).as(when).isEqualTo(expected);

    Found again = open(disk);
    assertThat(again.entries()).as(when).isEqualTo(expected);
    assertThat(again.replayed().lost()).as(when).isZero();
    assertThat(again.replayed().damagedSegments()).as(when).isZero();
    // Not even if nothing but its records says where the next segment begins.
    disk.damage(SECOND, bytes -> flip(bytes, 17));
    Found without = open(disk);
    assertThat(without.entries()).as(when).isEqualTo(expected);
    assertThat(without.replayed()).as(when).isEqualTo(new Journal.Replayed(expected.size(), 0, 1));
    // Nor once a third segment vouches for all in front of it.
    expected.addAll(commit(without.journal(), "last", 20));
    Found third = open(disk);
    assertThat(third.entries()).as(when).isEqualTo(expected);
    assertThat(third.replayed().lost()).as(when).isZero();
  }

  @Test
  void aHoleWithALaterWriteBehindItIsDamageAndCostsNoMoreThanTheHole() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    Journal journal = open(disk).journal();
    List<Entry> entries = new ArrayList<>(commit(journal, "a", 3));
    entries.addAll(commit(journal, "b", 20));
    entries.addAll(commit(journal, "c", 1));
    disk.damage(
        FIRST,
        bytes -> {
          Arrays.fill(bytes, 2 * PAGE, 3 * PAGE, (byte) 0);
          return bytes;
        });

    Found found = open(disk);
    int gone = entries.size() - found.entries().size();
    assertThat(gone).isBetween(4, 6);
    assertThat(entries).containsSubsequence(found.entries());
    assertThat(found.entries().getLast()).isEqualTo(entries.getLast());
    assertThat(found.replayed().lost()).isEqualTo(2L * gone);
    assertThat(found.replayed().damagedSegments()).isEqualTo(1);
  }

  @Test
  void aHoleOverTheEndOfADurableWriteIsDamageUpToTheTornOne() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    Journal journal = open(disk).journal();
    List<Entry> durable = commit(journal, "a", 6); // into the second page
    commit(journal, "b", 12);
    disk.damage(
        FIRST,
        bytes -> {
          Arrays.fill(bytes, PAGE, 2 * PAGE, (byte) 0);
          return bytes;
        });

    Found found = open(disk);
    assertThat(found.entries()).isEqualTo(durable.subList(0, found.entries().size()));
    assertThat(found.replayed().lost())
        .isEqualTo(2L * (durable.size() - found.entries().size()))
        .isPositive();
    assertThat(found.journal().nextSeq()).isEqualTo(durable.getLast().seq() + 2);
  }

  @Test
  void afterACleanStopDamageToTheLastWriteIsDamage() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    Journal journal = open(disk).journal();
    commit(journal, "a", 12);
    journal.close();
    disk.damage(FIRST, bytes -> flip(bytes, 2 * PAGE));

    Found found = open(disk);
    assertThat(found.entries()).hasSize(11);
    assertThat(found.replayed()).isEqualTo(new Journal.Replayed(11, 2, 1));
  }

  @Test
  void aSegmentOfAnotherVersionIsSetAsideAsItIs() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    Journal journal = open(disk).journal();
    commit(journal, "a", 3);
    byte[] old = bytes(disk, FIRST);
    old[7] = '1';
    ByteBuffer head = ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(24, Segment.checksum(1, head.slice(0, 24)));
    MemoryDisk other = diskWith(FIRST, old);

    Found found = open(other);
    assertThat(found.entries()).isEmpty();
    assertThat(found.replayed()).isEqualTo(new Journal.Replayed(0, 0, 1));
    assertThat(bytes(other, FOLDER.resolve("000000000001.seg.version-1"))).isEqualTo(old);
    List<Entry> entries = commit(found.journal(), "b", 1);
    assertThat(other.list(FOLDER)).contains(SECOND).doesNotContain(FIRST);
    Found again = open(other);
    assertThat(again.entries()).isEqualTo(entries);
    assertThat(again.replayed()).isEqualTo(new Journal.Replayed(1, 0, 0));
    assertThat(bytes(other, FOLDER.resolve("000000000001.seg.version-1"))).isEqualTo(old);
  }

  @Test
  void whatSegmentsOfAnotherVersionHeldIsCountedWhereANewerOneSaysHowMuch() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    Journal journal = open(disk).journal();
    List<Entry> first = commit(journal, "a", 3);
    journal.close();
    List<Entry> second = commit(open(disk).journal(), "b", 2);
    disk.damage(
        FIRST,
        bytes -> {
          bytes[7] = '9';
          ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
          head.putInt(24, Segment.checksum(1, head.slice(0, 24)));
          return bytes;
        });

    Found found = open(disk);
    assertThat(found.entries()).isEqualTo(second);
    assertThat(found.replayed().lost()).isEqualTo(2L * first.size());
  }

  @Property(tries = 60)
  void throughAllPowerCutsTheJournalIsWhatWasDurableAndAPrefixOfWhatWasUnderWay(@ForAll long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    MemoryDisk disk = new MemoryDisk();
    List<Entry> durable = new ArrayList<>();
    List<Entry> underWay = new ArrayList<>();
    for (int life = 0; life < 8; life++) {
      Found found = open(disk);
      int read = found.entries().size();
      List<Entry> all = new ArrayList<>(durable);
      all.addAll(underWay);
      assertThat(found.entries()).isEqualTo(all.subList(0, read));
      assertThat(read).isGreaterThanOrEqualTo(durable.size());
      assertThat(found.replayed()).isEqualTo(new Journal.Replayed(read, 0, 0));
      durable = new ArrayList<>(found.entries());
      underWay.clear();
      disk.losePowerAt(1 + random.nextInt(40));
      try {
        for (int i = 0; i < 30; i++) {
          int entries = 1 + random.nextInt(20);
          for (int k = 0; k < entries; k++) {
            underWay.add(append(found.journal(), "life " + life + " ", random.nextInt(2_000)));
          }
          found.journal().commit();
          durable.addAll(underWay);
          underWay.clear();
        }
      } catch (MemoryDisk.PowerGone e) {
        assertThat(found.journal().durableBelow()).isPositive();
      }
      disk.cutPower(random);
    }
  }
}
