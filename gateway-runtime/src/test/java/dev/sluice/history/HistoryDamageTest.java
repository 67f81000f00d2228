package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryDamageTest {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;

  private Histories at;
  private Signal signal;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    at = new Histories(folder);
    signal = at.signal("oven/temperature", Kind.NUMBER);
    for (int chunk = 0; chunk < 3; chunk++) {
      for (int i = 0; i < 50; i++) {
        at.put(signal, NOW + (chunk * 50L + i) * SECOND, i);
      }
      at.sealAll();
    }
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void aDamagedChunkIsCountedOnceAndTheRestIsServed() throws Exception {
    sql(
        "UPDATE body SET b=zeroblob(length(b)) WHERE id=(SELECT id FROM chunk ORDER BY t0 LIMIT 1 OFFSET 1)");

    assertThat(times()).hasSize(100);
    assertThat(times()).hasSize(100);
    at.sealAll();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 100, 0, 0, 50));

    at.reopen();
    assertThat(times()).hasSize(100);
    at.sealAll();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 100, 0, 0, 50));
  }

  @Test
  void aRowThatChangedOnDiskIsNotBelieved() throws Exception {
    sql("UPDATE chunk SET mx=1e9, hours=NULL WHERE t0=" + NOW);

    Answer answer =
        at.history.query(
            new Query(List.of(signal.id()), NOW, NOW + 3600 * SECOND, 1, Query.Aggregate.MINMAX));

    Answer.Series series = answer.series().get(signal.id());
    assertThat(series).isNotNull();
    assertThat(series.max()).containsExactly(49);
    at.sealAll();
    assertThat(at.history.counts().damaged()).isEqualTo(50);
  }

  @Test
  void lateReadingsIntoADamagedChunkAreKept() throws Exception {
    sql(
        "UPDATE body SET b=zeroblob(length(b)) WHERE id=(SELECT id FROM chunk ORDER BY t0 LIMIT 1)");
    at.put(signal, NOW + 3 * SECOND, 7);
    at.sealAll();
    at.sealAll();

    assertThat(times()).hasSize(101);
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 101, 0, 0, 50));
  }

  @Test
  void aStoreWithABrokenHeaderIsSetAsideAndANewOneStarted() throws Exception {
    at.history.close();
    overwrite(0, "this is no database at all".getBytes(StandardCharsets.US_ASCII));
    at.reopen();

    assertThat(at.history.setAside()).hasValueSatisfying(aside -> assertThat(aside).exists());
    assertThat(at.history.setAside().orElseThrow().getFileName().toString())
        .isEqualTo("store.db.damaged-" + NOW / 1000);
    at.replay();
    at.history.reconcile(at.journal.size() + 7);
    assertThat(times()).hasSize(150);
    at.sealAll();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 150, 0, 0, 7));

    at.reopen();
    assertThat(at.history.setAside()).isEmpty();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 150, 0, 0, 7));
  }

  @Test
  void whatCanStillBeReadOfADamagedStoreIsCarriedOver() throws Exception {
    at.history.close();
    long pages = Files.size(at.store) / Sqlite.PAGE_SIZE;
    // The last table made is on one of the later pages; the signals are on page 2.
    for (long page = 3; page < pages; page++) {
      overwrite(page * Sqlite.PAGE_SIZE, new byte[Sqlite.PAGE_SIZE]);
    }
    at.reopen();

    assertThat(at.history.setAside()).isPresent();
    assertThat(at.directory.find(signal.id())).isEqualTo(signal);
    at.put(signal, NOW + 1000 * SECOND, 1);
    assertThat(times()).hasSize(1);
  }

  @Test
  void aStoreThatBreaksWhileItIsWrittenIsSetAsideAndWritingGoesOn() throws Exception {
    sql("PRAGMA wal_checkpoint(TRUNCATE)");
    byte[] garbage = new byte[(int) (Files.size(at.store) - Sqlite.PAGE_SIZE)];
    Arrays.fill(garbage, (byte) 0x5A);
    overwrite(Sqlite.PAGE_SIZE, garbage);
    // Another writer makes the first one let go of the pages it remembers.
    sql("PRAGMA user_version=1");
    at.put(signal, NOW + 1000 * SECOND, 5);

    await()
        .untilAsserted(
            () -> {
              assertThat(at.history.sealAll()).isTrue();
              assertThat(at.history.setAside()).isPresent();
            });
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 1, 0, 0, 150));
    assertThat(times()).containsExactly(NOW + 1000 * SECOND);

    at.reopen();
    at.replay();
    assertThat(at.directory.find(signal.id())).isEqualTo(signal);
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 1, 0, 0, 150));
  }

  @Test
  void aDatabaseOfSomethingElseIsSetAside() throws Exception {
    at.history.close();
    Files.delete(at.store);
    sql("CREATE TABLE addressbook(name TEXT)");
    at.reopen();

    assertThat(at.history.setAside()).isPresent();
    at.replay();
    assertThat(times()).hasSize(150);
  }

  @Test
  void aStoreOfANewerVersionIsRefusedAndLeftAlone() throws Exception {
    at.history.close();
    sql("PRAGMA user_version=4");

    assertThatThrownBy(at::reopen)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer Sluice")
        .hasMessageContaining("format 4");

    sql("PRAGMA user_version=3");
    at.reopen();
    assertThat(times()).hasSize(150);
  }

  @Test
  void messagesComeBackWhole() throws Exception {
    Signal messages = at.signal("$raw/plant/cell", Kind.MESSAGE);
    Value.Message message = new Value.Message("plant/cell", new byte[] {0, 7}, 1, true, null);
    at.put(messages, NOW, message, Quality.GOOD);
    at.sealAll();

    at.reopen();
    assertThat(times()).hasSize(150);
    Unsent.Page page = at.history.unsent(1, Long.MAX_VALUE, messages.index(), Long.MIN_VALUE);
    assertThat(page.rows()).extracting(Unsent.Row::value).containsExactly(message);
    assertThat(Objects.requireNonNull(at.history.lastReading(messages.index())).value())
        .isEqualTo(new Value.Text("2 bytes on plant/cell"));
  }

  @Test
  void whileTheStoreRefusesReadingsStayInMemoryAndAreSealedLater() throws Exception {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + at.store);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      Reading last = at.put(signal, NOW + 500 * SECOND, 5);

      assertThat(at.history.sealAll()).isFalse();
      assertThat(at.history.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("locked"));
      assertThat(times()).hasSize(151);
      assertThat(at.history.unsealedFrom()).isEqualTo(last.seq());
      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(1, 150, 0, 0, 0));
      at.put(signal, NOW + 501 * SECOND, 6);
      statement.execute("ROLLBACK");
    }

    at.sealAll();
    assertThat(at.history.trouble()).isEmpty();
    assertThat(times()).hasSize(152);
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 152, 0, 0, 0));
  }

  @Test
  void whileTheStoreRefusesNobodyWaitsAndFullMemoryIsAnObstacle() throws Exception {
    long most = SealingThread.MEMORY_BUDGET / Columns.bytesFor(1) + 1;
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + at.store);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      at.put(signal, NOW + 500 * SECOND, 5);
      assertThat(at.history.sealAll()).isFalse();
      assertThat(at.history.obstacle()).isEmpty();

      long accepted = 0;
      for (; at.history.obstacle().isEmpty() && accepted < most; accepted++) {
        at.history.accept(
            new Reading(
                signal.index(),
                new Value.Num(accepted),
                Quality.GOOD,
                NOW + 501 * SECOND + accepted,
                NOW,
                at.nextSeq()));
      }
      assertThat(accepted).isGreaterThan(2 * Head.HARD_CAP);
      assertThat(at.history.obstacle()).contains("locked").contains("memory");
      statement.execute("ROLLBACK");
    }
    at.sealAll();
    assertThat(at.history.obstacle()).isEmpty();
    assertThat(at.history.counts().unsealed()).isZero();
  }

  @Test
  void aStoreThatIsOnlySaidToBeDamagedIsUsedAgain() throws Exception {
    at.history.close();
    StoreOpening.Opened opened = new StoreOpening(at.store, 4L << 30, NOW / 1000).open();
    try (StoreSlot slot =
        new StoreSlot(
            opened,
            at.config,
            at.settings,
            new Heads(),
            new Balance(opened.tally()),
            new Damage(),
            new ReaderPool(at.store, 1),
            at.clock)) {
      assertThat(slot.reopen()).isNotNull();
      assertThat(StoreOpening.suspicion(at.store)).doesNotExist();

      sql("PRAGMA wal_checkpoint(TRUNCATE)");
      byte[] garbage = new byte[(int) (Files.size(at.store) - Sqlite.PAGE_SIZE)];
      Arrays.fill(garbage, (byte) 0x5A);
      overwrite(Sqlite.PAGE_SIZE, garbage);
      assertThat(slot.reopen()).isNull();
      assertThat(slot.setAside()).isEmpty();
    }
    assertThat(StoreOpening.suspicion(at.store)).as("checked at the next start too").exists();
  }

  private List<Long> times() throws Exception {
    List<Long> times = new ArrayList<>();
    at.history.export(
        List.<SignalId>of(signal.id()),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        (id, value, quality, time) -> times.add(time));
    return times;
  }

  private void sql(String statement) throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + at.store);
        Statement running = other.createStatement()) {
      running.execute(statement);
    }
  }

  private void overwrite(long position, byte[] bytes) throws IOException {
    try (FileChannel file = FileChannel.open(at.store, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bytes), position);
    }
  }
}
