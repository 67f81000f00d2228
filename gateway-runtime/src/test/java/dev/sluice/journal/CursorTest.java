package dev.sluice.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.files.Disk;
import dev.sluice.files.InterruptedDisk;
import dev.sluice.files.MemoryDisk;
import dev.sluice.files.RealDisk;
import dev.sluice.model.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cursors beside a journal that is written, given back and written over under them. */
class CursorTest {

  private static final Path FOLDER = Path.of("log");
  private static final int SEGMENT = 32 << 10;

  /** Takes batches as they come: each seq once, in order, and nothing that was never there. */
  private static final class Listener {
    final List<Entry> entries = new ArrayList<>();
    final List<Cursor.Range> gone = new ArrayList<>();
    private long expected;

    Listener(long from) {
      expected = from;
    }

    void take(Cursor.Batch batch) {
      assertThat(batch.unreadable()).isEmpty();
      if (batch.gone() != null) {
        assertThat(batch.entries()).isEmpty();
        assertThat(batch.gone().from()).isEqualTo(expected);
        assertThat(batch.gone().below()).isGreaterThan(expected);
        gone.add(batch.gone());
        expected = batch.gone().below();
      }
      for (Entry entry : batch.entries()) {
        assertThat(entry.seq()).isEqualTo(expected);
        entries.add(entry);
        expected = entry.seq() + entry.span();
      }
      assertThat(batch.position()).isEqualTo(expected);
    }
  }

  private static Journal open(Disk disk) throws IOException {
    Journal journal = new Journal(disk, FOLDER, new Spares(disk, FOLDER, Runnable::run, SEGMENT));
    journal.replay(entry -> {});
    return journal;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aFileThatIsRefilledInTheMidstOfAReadIsNoticed(int step) throws IOException {
    InterruptedDisk disk = new InterruptedDisk(new MemoryDisk());
    Journal journal = open(disk);
    Arrivals.commit(journal, 100, 500);
    Cursor cursor = journal.read(1);
    int[] steps = {0};
    disk.between(
        () -> {
          if (++steps[0] == step) {
            try {
              for (int i = 0; i < 50; i++) {
                Arrivals.commit(journal, 20, 400);
                journal.recycleBelow(journal.durableBelow());
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });

    Listener listener = new Listener(1);
    listener.take(cursor.next(1_000));
    assertThat(listener.entries).isEmpty();
    assertThat(listener.gone).hasSize(1);
    Cursor.Batch batch = cursor.next(1_000);
    while (!batch.caughtUp()) {
      listener.take(batch);
      batch = cursor.next(1_000);
    }
    assertThat(cursor.position()).isEqualTo(journal.durableBelow());
    assertThat(listener.entries).isNotEmpty();
  }

  @Property(tries = 300)
  void whateverTheWriterDoesBetweenTwoStepsOfAReadNothingIsLostOrMadeUp(@ForAll long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    MemoryDisk memory = new MemoryDisk();
    InterruptedDisk disk = new InterruptedDisk(memory);
    Journal journal = open(disk);
    Map<Long, Entry> durable = new HashMap<>();
    AtomicLong recycled = new AtomicLong();
    Runnable write =
        () -> {
          int actions = random.nextInt(3) == 0 ? random.nextInt(25) : 0;
          for (int i = 0; i < actions; i++) {
            act(journal, memory, random, durable, recycled);
          }
        };
    disk.between(write);
    Listener listener = new Listener(1);
    Cursor cursor = journal.read(1);
    for (int i = 0; i < 60; i++) {
      write.run();
      next(cursor, listener, random);
    }
    disk.between(() -> {});
    memory.failOperation(Integer.MAX_VALUE);
    while (cursor.position() < journal.durableBelow()) {
      next(cursor, listener, random);
    }
    for (Entry entry : listener.entries) {
      assertThat(entry).isEqualTo(durable.get(entry.seq()));
    }
    for (Cursor.Range gone : listener.gone) {
      assertThat(gone.below()).isLessThanOrEqualTo(recycled.get());
    }
    assertThat(cursor.next(1_000).caughtUp()).isTrue();
  }

  private static void next(Cursor cursor, Listener listener, SplittableRandom random) {
    Cursor.@Nullable Batch batch = null;
    try {
      batch = cursor.next(1 + random.nextInt(20_000));
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("injected");
    }
    if (batch != null) {
      listener.take(batch);
    }
  }

  /** One thing that a pipeline does, on a disk that fails now and then. */
  private static void act(
      Journal journal,
      MemoryDisk disk,
      SplittableRandom random,
      Map<Long, Entry> durable,
      AtomicLong recycled) {
    try {
      if (random.nextInt(5) == 0) {
        disk.failOperation(1 + random.nextInt(20));
      }
      if (random.nextInt(4) == 0) {
        long below = Math.max(1, journal.durableBelow() - random.nextInt(300));
        recycled.accumulateAndGet(below, Math::max);
        journal.recycleBelow(below);
        return;
      }
      List<Entry> batch = new ArrayList<>();
      int entries = 1 + random.nextInt(20);
      for (int i = 0; i < entries; i++) {
        batch.add(Arrivals.append(journal, random.nextInt(1_500)));
      }
      try {
        journal.commit();
      } finally {
        for (Entry entry : batch) {
          if (entry.seq() < journal.durableBelow()) {
            durable.put(entry.seq(), entry);
          }
        }
      }
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("injected");
    }
  }

  @Test
  @Timeout(120)
  void severalCursorsReadWhileAnotherThreadWritesAndGivesBack(@TempDir Path folder)
      throws Exception {
    ExecutorService background = Executors.newSingleThreadExecutor();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      RealDisk disk = new RealDisk();
      Journal journal = new Journal(disk, folder, new Spares(disk, folder, background, SEGMENT));
      journal.replay(entry -> {});
      long recycled = 0;
      AtomicLong end = new AtomicLong(Long.MAX_VALUE);
      List<Future<Listener>> listening = new ArrayList<>();
      for (int maxBytes : new int[] {100, 5_000, 200_000}) {
        listening.add(readers.submit(() -> listen(journal.read(1), maxBytes, end)));
      }
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < 1_500; i++) {
        Arrivals.commit(journal, 1 + random.nextInt(20), random.nextInt(800));
        if (i % 3 == 0) {
          long below = Math.max(1, journal.durableBelow() - random.nextInt(2_000));
          recycled = Math.max(recycled, below);
          journal.recycleBelow(below);
        }
      }
      end.set(journal.durableBelow());
      for (Future<Listener> future : listening) {
        Listener listener = future.get(100, TimeUnit.SECONDS);
        assertThat(listener.expected).isEqualTo(journal.durableBelow());
        assertThat(listener.entries).isNotEmpty();
        for (Entry entry : listener.entries) {
          Entry.Arrived arrived = (Entry.Arrived) entry;
          int bytes = text(arrived).length() - Long.toString(entry.seq()).length() - 1;
          assertThat(arrived).isEqualTo(Arrivals.at(entry.seq(), bytes));
        }
        for (Cursor.Range gone : listener.gone) {
          assertThat(gone.below()).isLessThanOrEqualTo(recycled);
        }
      }
      journal.close();
    } finally {
      readers.shutdownNow();
      background.shutdown();
      assertThat(background.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String text(Entry.Arrived entry) {
    return switch (Objects.requireNonNull(entry.readings().getFirst().value())) {
      case Value.Text text -> text.text();
      case Value.Message message -> new String(message.payload(), UTF_8).substring(1);
      case Value value -> throw new AssertionError(value);
    };
  }

  private static Listener listen(Cursor cursor, int maxBytes, AtomicLong end) throws IOException {
    Listener listener = new Listener(1);
    while (cursor.position() < end.get()) {
      Cursor.Batch batch = cursor.next(maxBytes);
      listener.take(batch);
      if (batch.caughtUp()) {
        Thread.onSpinWait();
      }
    }
    return listener;
  }
}
