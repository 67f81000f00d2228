package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.files.Disk;
import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a journal and its cursors do on any disk. */
abstract class JournalContract {

  private static final int SEGMENT = 256 << 10;

  abstract Disk disk();

  /** Where the journal is; empty at first. */
  abstract Path folder();

  private Journal open(List<Entry> entries) throws IOException {
    Journal journal =
        new Journal(disk(), folder(), new Spares(disk(), folder(), Runnable::run, SEGMENT));
    journal.replay(entries::add);
    return journal;
  }

  private Journal open() throws IOException {
    return open(new ArrayList<>());
  }

  /** Everything up to the end; nothing may be missing. */
  private static List<Entry> rest(Cursor cursor) throws IOException {
    List<Entry> entries = new ArrayList<>();
    while (true) {
      Cursor.Batch batch = cursor.next(10_000);
      assertThat(batch.gone()).isNull();
      assertThat(batch.unreadable()).isEmpty();
      if (batch.caughtUp()) {
        return entries;
      }
      entries.addAll(batch.entries());
      assertThat(batch.position())
          .isEqualTo(entries.getLast().seq() + entries.getLast().span())
          .isEqualTo(cursor.position());
    }
  }

  @Test
  void whatWasCommittedIsReplayedAndReadAlike() throws IOException {
    Journal journal = open();
    List<Entry> written = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      written.addAll(Arrivals.commit(journal, 10, 1_000 + i));
    }
    assertThat(rest(journal.read(1))).isEqualTo(written);
    journal.close();

    List<Entry> replayed = new ArrayList<>();
    Journal again = open(replayed);
    assertThat(replayed).isEqualTo(written);
    Cursor cursor = again.read(1);
    assertThat(rest(cursor)).isEqualTo(written);
    List<Entry> more = Arrivals.commit(again, 3, 10);
    assertThat(rest(cursor)).isEqualTo(more);
    again.close();
  }

  @Test
  void aCursorSeesNothingBeforeItIsDurable() throws IOException {
    Journal journal = open();
    Cursor cursor = journal.read(1);
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
    Entry entry = Arrivals.append(journal, 10);
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
    journal.commit();
    assertThat(cursor.next(1_000).entries()).containsExactly(entry);
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
    journal.close();
  }

  @Test
  void aReadIsAsLargeAsAskedForButGivesOneEntryInAnyCase() throws IOException {
    Journal journal = open();
    List<Entry> written = new ArrayList<>(Arrivals.commit(journal, 20, 500));
    written.addAll(Arrivals.commit(journal, 1, 70_000)); // more than a chunk
    written.addAll(Arrivals.commit(journal, 3, 100));
    Cursor cursor = journal.read(1);
    assertThat(cursor.next(1).entries()).isEqualTo(written.subList(0, 1));
    assertThat(cursor.next(2_000).entries()).hasSizeBetween(3, 5);
    List<Entry> rest = rest(cursor);
    assertThat(written).endsWith(rest.toArray(Entry[]::new));
    assertThatThrownBy(() -> cursor.next(0)).isInstanceOf(IllegalArgumentException.class);
    journal.close();
  }

  @Test
  void aCursorMayStartAnywhereAndKnowsTheSourcesNamedBefore() throws IOException {
    Journal journal = open();
    List<Entry> written = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      written.addAll(Arrivals.commit(journal, 10, 2_000));
    }
    for (long from = 1; from < journal.durableBelow(); from += 13) {
      long seq = from;
      List<Entry> wanted =
          written.stream().filter(entry -> entry.seq() + entry.span() > seq).toList();
      assertThat(rest(journal.read(from))).as("from %d", from).isEqualTo(wanted);
    }
    journal.close();
  }

  @Test
  void aSeqThatIsNotThereYetIsWaitedFor() throws IOException {
    Journal journal = open();
    Arrivals.commit(journal, 5, 10);
    Cursor cursor = journal.read(journal.durableBelow() + 1);
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
    List<Entry> more = Arrivals.commit(journal, 3, 10);
    List<Entry> rest = rest(cursor);
    assertThat(more).endsWith(rest.toArray(Entry[]::new));
    assertThat(rest).isNotEmpty();
    journal.close();
  }

  @Test
  void anIdleCursorHoldsNothingUpAndIsToldWhatIsGone() throws IOException {
    Journal journal = open();
    Arrivals.commit(journal, 10, 1_000);
    Cursor cursor = journal.read(1);
    cursor.next(3_000);
    long position = cursor.position();
    for (int i = 0; i < 100; i++) {
      Arrivals.commit(journal, 10, 1_000);
    }
    long before = journal.size();
    journal.recycleBelow(journal.durableBelow());
    assertThat(journal.size()).isLessThan(before);
    // The file that was read is full of newer records by now.
    List<Entry> written = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      written.addAll(Arrivals.commit(journal, 10, 1_000));
    }

    Cursor.Batch batch = cursor.next(1_000);
    assertThat(batch.entries()).isEmpty();
    Cursor.Range gone = batch.gone();
    assertThat(gone).isNotNull();
    assertThat(gone.from()).isEqualTo(position);
    assertThat(batch.position()).isEqualTo(gone.below()).isEqualTo(cursor.position());
    List<Entry> rest = rest(cursor);
    assertThat(rest.getFirst().seq()).isEqualTo(gone.below());
    assertThat(rest).endsWith(written.toArray(Entry[]::new));
    journal.close();
  }

  @Test
  void damageIsReportedAsARangeAndCostsNothingElse() throws IOException {
    Journal journal = open();
    List<Entry> written = new ArrayList<>(Arrivals.commit(journal, 50, 1_000));
    try (DiskFile file = disk().open(folder().resolve(SegmentFile.name(1)))) {
      file.write(ByteBuffer.allocate(1_500), 20_000);
    }
    written.addAll(Arrivals.commit(journal, 50, 1_000));

    List<Entry> entries = new ArrayList<>();
    List<Cursor.Range> unreadable = new ArrayList<>();
    Cursor cursor = journal.read(1);
    Cursor.Batch batch = cursor.next(4_000);
    while (!batch.caughtUp()) {
      entries.addAll(batch.entries());
      unreadable.addAll(batch.unreadable());
      batch = cursor.next(4_000);
    }
    assertThat(unreadable).hasSize(1);
    Cursor.Range range = unreadable.getFirst();
    List<Entry> readable =
        written.stream()
            .filter(entry -> entry.seq() < range.from() || entry.seq() >= range.below())
            .toList();
    assertThat(entries).isEqualTo(readable);
    assertThat(readable).hasSizeBetween(97, 98);
    journal.close();
  }

  @Test
  void damageAtTheEndOfWhatIsDurableIsReportedAndTheNextEntryIsFound() throws IOException {
    Journal journal = open();
    List<Entry> written = Arrivals.commit(journal, 5, 1_000);
    try (DiskFile file = disk().open(folder().resolve(SegmentFile.name(1)))) {
      file.write(ByteBuffer.allocate(600), Segment.HEADER + journal.bytesWritten() - 600);
    }
    Cursor cursor = journal.read(1);
    Cursor.Batch batch = cursor.next(1 << 20);
    Entry last = written.getLast();
    assertThat(batch.entries()).isEqualTo(written.subList(0, 4));
    assertThat(batch.unreadable())
        .containsExactly(new Cursor.Range(last.seq(), last.seq() + last.span()));
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
    List<Entry> more = Arrivals.commit(journal, 2, 10);
    assertThat(rest(cursor)).isEqualTo(more);
    journal.close();
  }

  @Test
  void aSegmentThatSomebodyDeletedIsUnreadable() throws IOException {
    Journal journal = open();
    Arrivals.commit(journal, 300, 2_000);
    disk().delete(folder().resolve(SegmentFile.name(2)));
    Cursor cursor = journal.read(1);
    List<Cursor.Range> unreadable = new ArrayList<>();
    long next = 1;
    Cursor.Batch batch = cursor.next(100_000);
    while (!batch.caughtUp()) {
      unreadable.addAll(batch.unreadable());
      next = batch.position();
      batch = cursor.next(100_000);
    }
    assertThat(unreadable).hasSize(1);
    assertThat(next).isEqualTo(journal.durableBelow());
    assertThat(disk().list(folder())).doesNotContain(folder().resolve(SegmentFile.name(2)));
    journal.close();
  }

  @Test
  void onlyAReplayedJournalCanBeRead() throws IOException {
    Journal journal =
        new Journal(disk(), folder(), new Spares(disk(), folder(), Runnable::run, SEGMENT));
    assertThatThrownBy(() -> journal.read(1)).isInstanceOf(IllegalStateException.class);
    journal.replay(entry -> {});
    journal.skipTo(1_001);
    Cursor.Batch batch = journal.read(1).next(1);
    assertThat(batch.gone()).isEqualTo(new Cursor.Range(1, 1_001));
  }
}
