package dev.sluice.uplink;

import dev.sluice.journal.Cursor;
import dev.sluice.journal.Entry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The backlog in the journal itself, through a cursor; where records cannot be read, it says that
 * they are gone, since history may have them.
 */
public final class JournalBacklog implements Backlog {

  private final LongFunction<Cursor> journal;
  private final UnaryOperator<Entry> correction;
  private final Deque<Found> ahead = new ArrayDeque<>();
  private @Nullable Cursor cursor;

  /** The seq that the next of what is ahead begins with. */
  private long at;

  /**
   * Nothing is read yet.
   *
   * @param journal opens a cursor at a seq: {@code journal::read}
   */
  public JournalBacklog(LongFunction<Cursor> journal) {
    this(journal, UnaryOperator.identity());
  }

  /**
   * Nothing is read yet.
   *
   * @param journal opens a cursor at a seq: {@code journal::read}
   * @param correction makes of an entry what is known of it by now
   */
  public JournalBacklog(LongFunction<Cursor> journal, UnaryOperator<Entry> correction) {
    this.journal = journal;
    this.correction = correction;
  }

  @Override
  public Found read(long from, long below, int bytes) throws IOException {
    Cursor current = cursor;
    if (current == null || from != at) {
      current = journal.apply(from);
      cursor = current;
      ahead.clear();
      at = from;
    }
    if (ahead.isEmpty()) {
      collect(current.next(bytes));
    }
    Found found = ahead.poll();
    if (found == null) {
      cursor = null;
      throw new IOException("the journal has nothing at seq " + from);
    }
    at =
        switch (found) {
          case Found.Entries entries -> entries.below();
          case Found.Gone gone -> gone.below();
        };
    return found;
  }

  private void collect(Cursor.Batch batch) {
    if (batch.gone() != null) {
      ahead.add(new Found.Gone(batch.gone().below()));
    }
    List<Entry> run = new ArrayList<>();
    int next = 0;
    for (Cursor.Range unreadable : batch.unreadable()) {
      while (next < batch.entries().size() && batch.entries().get(next).seq() < unreadable.from()) {
        run.add(correction.apply(batch.entries().get(next++)));
      }
      end(run);
      run = new ArrayList<>();
      ahead.add(new Found.Gone(unreadable.below()));
    }
    batch.entries().subList(next, batch.entries().size()).stream()
        .map(correction)
        .forEach(run::add);
    end(run);
  }

  private void end(List<Entry> run) {
    if (!run.isEmpty()) {
      Entry last = run.getLast();
      ahead.add(new Found.Entries(run, last.seq() + last.span()));
    }
  }
}
