package dev.sluice.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.access.Role;
import dev.sluice.model.Note;
import dev.sluice.state.Accounts.Account;
import dev.sluice.state.Audit.Act;
import dev.sluice.state.BrokerState.Noted;
import dev.sluice.state.DeviceKeys.DeviceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state store on a real file. */
class StateStoreTest {

  @TempDir Path folder;

  private final List<StateStore> opened = new ArrayList<>();
  private int seed;

  private StateStore open() {
    try {
      seed++;
      StateStore store = StateStore.open(folder, new SetClock(1_700_000_000_000_000L), random());
      opened.add(store);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Random random() {
    return new Random(seed);
  }

  @AfterEach
  void closeAll() throws IOException {
    for (StateStore store : opened) {
      store.close();
    }
  }

  private void closeNow() throws IOException {
    closeAll();
    opened.clear();
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Account anna() {
    return new Account("anna", Role.ADMIN, "hash");
  }

  @Nested
  class AccountsInFile implements AccountsContract {
    @Override
    public Accounts accounts() {
      return open().accounts();
    }
  }

  @Nested
  class GapBookInFile implements GapBookContract {
    @Override
    public GapBook gaps() {
      return open().gaps();
    }
  }

  @Nested
  class TokensInFile implements TokensContract {
    @Override
    public Tokens tokens() {
      return open().tokens();
    }
  }

  @Nested
  class DeviceKeysInFile implements DeviceKeysContract {
    @Override
    public DeviceKeys deviceKeys() {
      return open().deviceKeys();
    }
  }

  @Nested
  class BrokerStateInFile implements BrokerStateContract {
    @Override
    public BrokerState brokerState() {
      return open().brokerState();
    }
  }

  @Nested
  class UplinkStateInFile implements UplinkStateContract {
    @Override
    public UplinkState uplinkState() {
      return open().uplinkState();
    }
  }

  @Nested
  class AuditInFile implements AuditContract {
    @Override
    public Audit audit() {
      return open().audit();
    }
  }

  @Test
  void everythingIsThereAgainThoughNobodyClosed() throws IOException {
    StateStore before = open();
    before.accounts().claim(anna());
    String token = before.tokens().create("ci", Role.VIEWER, 1, Long.MAX_VALUE);
    DeviceKey key = new DeviceKey("press-1", List.of("plant/#"), List.of());
    String password = before.deviceKeys().add(key).orElseThrow();
    before
        .brokerState()
        .apply(List.of(new Noted(7, new Note.Retained("t", 1, new byte[] {1}, null))), 7);
    Act act = new Act(1, "anna", "claim", "");
    before.audit().record(act);

    // What a power cut leaves: the files as they are now, the side files too.
    Path copy = Files.createDirectory(folder.resolve("copy"));
    for (String file : List.of("state.db", "state.db-wal")) {
      Files.copy(folder.resolve(file), copy.resolve(file));
    }
    try (StateStore after = StateStore.open(copy, new SetClock(0), random())) {
      assertThat(after.trouble()).isEmpty();
      assertThat(after.accounts().find("anna")).contains(anna());
      assertThat(after.tokens().check(token, 2)).isPresent();
      assertThat(
              after
                  .deviceKeys()
                  .check("press-1", password.getBytes(UTF_8))
                  .map(DeviceKeys.Known::key))
          .contains(key);
      assertThat(after.brokerState().appliedThrough()).isEqualTo(7);
      assertThat(after.brokerState().retained()).hasSize(1);
      assertThat(after.audit().newest(5)).containsExactly(act);
      assertThat(after.audit().verify()).isEmpty();
    }
  }

  @Test
  void whatACommandChangesTheRunningGatewaySeesAtOnce() {
    StateStore gateway = open();
    assertThat(gateway.accounts().claimed()).isFalse();
    StateStore command = open();
    String token = command.tokens().create("ci", Role.ADMIN, 1, Long.MAX_VALUE);
    assertThat(gateway.tokens().check(token, 2)).isPresent();
    command.tokens().revoke(gateway.tokens().all().getFirst().id());
    assertThat(gateway.tokens().check(token, 2)).isEmpty();
    command.accounts().add(anna());
    assertThat(gateway.accounts().claimed()).isTrue();
    command.audit().record(new Act(1, "command line", "user-added", "anna"));
    gateway.audit().record(new Act(2, "anna", "log-in", ""));
    command.audit().record(new Act(3, "command line", "token-created", ""));
    assertThat(gateway.audit().newest(5)).hasSize(3);
    assertThat(gateway.audit().verify()).isEmpty();
  }

  @Test
  void twoProcessesShowTheSameSetupCode() {
    String code = open().accounts().setupCode().orElseThrow();
    assertThat(open().accounts().setupCode()).contains(code);
  }

  @Test
  void ofManyWhoClaimAtTheSameMomentOneSucceeds() throws Exception {
    int rivals = 8;
    List<StateStore> stores = Stream.generate(this::open).limit(rivals).toList();
    CyclicBarrier start = new CyclicBarrier(rivals);
    try (ExecutorService pool = Executors.newFixedThreadPool(rivals)) {
      List<Future<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < rivals; i++) {
        Accounts accounts = stores.get(i).accounts();
        Account owner = new Account("rival-" + i, Role.ADMIN, "hash");
        claims.add(
            pool.submit(
                () -> {
                  start.await();
                  return accounts.claim(owner);
                }));
      }
      int won = 0;
      for (Future<Boolean> claim : claims) {
        won += claim.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
    assertThat(stores.getFirst().accounts().all()).hasSize(1);
  }

  @Test
  void manyMayOpenANewFolderAtTheSameMoment() throws Exception {
    int openers = 8;
    CyclicBarrier start = new CyclicBarrier(openers);
    try (ExecutorService pool = Executors.newFixedThreadPool(openers)) {
      List<Future<StateStore>> stores = new ArrayList<>();
      for (int i = 0; i < openers; i++) {
        Random its = new Random(i);
        stores.add(
            pool.submit(
                () -> {
                  start.await();
                  return StateStore.open(folder.resolve("new"), new SetClock(0), its);
                }));
      }
      for (Future<StateStore> store : stores) {
        opened.add(store.get());
      }
    }
    assertThat(opened)
        .hasSize(openers)
        .allSatisfy(store -> assertThat(store.trouble()).isEmpty())
        .extracting(store -> store.accounts().setupCode().orElseThrow())
        .containsOnly(opened.getFirst().accounts().setupCode().orElseThrow());
  }

  @Test
  void noSecretIsInTheFile() throws IOException {
    StateStore store = open();
    String token = store.tokens().create("ci", Role.VIEWER, 1, Long.MAX_VALUE);
    String password =
        store.deviceKeys().add(new DeviceKey("d", List.of(), List.of())).orElseThrow();
    closeNow();
    String content = Files.readString(folder.resolve("state.db"), ISO_8859_1);
    assertThat(content).contains("ci").doesNotContain(token).doesNotContain(password);
  }

  @Test
  void aFileThatIsNoDatabaseIsSetAsideAndReported() throws IOException {
    byte[] junk = "not a database, whoever put it here".repeat(500).getBytes(UTF_8);
    Files.write(folder.resolve("state.db"), junk);
    StateStore store = open();
    assertThat(store.trouble()).get().asString().contains("state.db.damaged-1700000000000");
    assertThat(folder.resolve("state.db.damaged-1700000000000")).hasBinaryContent(junk);
    assertThat(store.accounts().claim(anna())).isTrue();
    assertThat(store.audit().newest(1).getFirst().what()).isEqualTo("state-damaged");
    closeNow();
    StateStore again = open();
    assertThat(again.trouble()).isEmpty();
    assertThat(again.accounts().find("anna")).isPresent();
    closeNow();
    // The same once more, at the same time of a clock that stands: nothing is overwritten.
    Files.write(folder.resolve("state.db"), junk);
    assertThat(open().trouble()).get().asString().contains("state.db.damaged-1700000000001");
    assertThat(folder.resolve("state.db.damaged-1700000000000")).hasBinaryContent(junk);
  }

  @Test
  void whatCanBeReadOfADamagedFileIsTakenOver() throws IOException {
    StateStore before = open();
    before.accounts().claim(anna());
    String token = before.tokens().create("ci", Role.VIEWER, 1, Long.MAX_VALUE);
    List<Noted> notes = new ArrayList<>();
    for (int i = 1; i <= 2_000; i++) {
      notes.add(new Noted(i, new Note.Retained("topic/" + i, 1, new byte[200], null)));
    }
    before.brokerState().apply(notes, 2_000);
    closeNow();
    // Half of the file is lost; the small tables were written first.
    Path file = folder.resolve("state.db");
    byte[] bytes = Files.readAllBytes(file);
    byte[] noise = new byte[bytes.length / 2];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, bytes.length - noise.length, noise.length);
    Files.write(file, bytes);

    StateStore after = open();
    assertThat(after.trouble()).get().asString().contains("1 accounts, 1 tokens");
    assertThat(after.accounts().find("anna")).contains(anna());
    assertThat(after.tokens().check(token, 2)).isPresent();
    assertThat(after.brokerState().retained()).hasSizeBetween(500, 1_999);
    // So that the journal's notes are taken once more.
    assertThat(after.brokerState().appliedThrough()).isZero();
  }

  @Test
  void aDamagedFileThatAnotherHasOpenIsLeftAlone() throws IOException {
    open();
    closeNow(); // brings all from the side file into the file
    open();
    Path file = folder.resolve("state.db");
    Files.write(file, new byte[4096]);
    assertThatThrownBy(this::open).hasMessageContaining("restart the gateway");
    assertThat(file).exists();
  }

  @Test
  void anEmptyFileIsANewOne() throws IOException {
    Files.createFile(folder.resolve("state.db"));
    assertThat(open().accounts().setupCode()).isPresent();
  }

  @Test
  void aFileOfANewerVersionIsRefusedUntouched() throws Exception {
    open().accounts().claim(anna());
    closeNow();
    sql("PRAGMA user_version = 99");
    assertThatIOException()
        .isThrownBy(() -> StateStore.open(folder, new SetClock(0), random()))
        .withMessageContaining("newer version")
        .withMessageContaining("99");
    sql("PRAGMA user_version = " + Schema.version());
    assertThat(open().accounts().find("anna")).isPresent();
  }

  @Test
  void whatRootMakesBelongsToTheFoldersOwner() throws IOException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "only root can give files away");
    Files.setAttribute(folder, "unix:gid", 65_534);
    Files.setAttribute(folder, "unix:uid", 65_534);
    open().accounts().claim(anna());
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> made = files.toList();
      assertThat(made)
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("state.db", "state.db-wal", "state.db-shm", "state.lock");
      for (Path file : made) {
        assertThat(Files.getAttribute(file, "unix:uid")).as("owner of %s", file).isEqualTo(65_534);
        assertThat(Files.getAttribute(file, "unix:gid")).as("group of %s", file).isEqualTo(65_534);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("rights of %s", file)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aClosedStoreSaysSo() throws IOException {
    StateStore store = open();
    closeNow();
    assertThatThrownBy(() -> store.accounts().claimed()).isInstanceOf(StateFailure.class);
  }

  @Test
  void aFailedChangeLeavesNothingBehind() throws Exception {
    StateStore store = open();
    store
        .brokerState()
        .apply(List.of(new Noted(1, new Note.Retained("a", 1, new byte[] {1}, null))), 1);
    List<Noted> secondIsBad =
        List.of(
            new Noted(2, new Note.Retained("a", 1, new byte[] {2}, null)),
            new Noted(3, new Note.Retained("b", 7, new byte[] {3}, null)));
    assertThatThrownBy(() -> store.brokerState().apply(secondIsBad, 3))
        .isInstanceOf(StateFailure.class);
    assertThat(store.brokerState().appliedThrough()).isEqualTo(1);
    assertThat(store.brokerState().retained())
        .singleElement()
        .satisfies(message -> assertThat(message.payload()).containsExactly(1));
    assertThat(store.accounts().claim(anna())).isTrue();
  }

  @Test
  void twentyThousandRetainedMessagesComeBack() throws IOException {
    List<Noted> notes = new ArrayList<>();
    for (int i = 1; i <= 20_000; i++) {
      notes.add(new Noted(i, new Note.Retained("plant/line/" + i, 1, new byte[100], null)));
    }
    open().brokerState().apply(notes, 20_000);
    closeNow();
    StateStore again = open();
    long start = System.nanoTime();
    List<Note.Retained> retained = again.brokerState().retained();
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(retained).hasSize(20_000);
    // Far above what it takes (some 30 ms), far below what a query per message would.
    assertThat(millis).isLessThan(2_000);
  }

  @Nested
  class TamperedAudit {

    private long firstBrokenAfter(String change) throws SQLException {
      StateStore store = open();
      for (int i = 1; i <= 5; i++) {
        store.audit().record(new Act(i, "anna", "log-in", "number " + i));
      }
      assertThat(store.audit().verify()).isEmpty();
      sql(change);
      return store.audit().verify().orElse(-1);
    }

    @Test
    void anEditedActShows() throws SQLException {
      assertThat(firstBrokenAfter("UPDATE audit SET who = 'ben' WHERE no = 3")).isEqualTo(3);
    }

    @Test
    void textMovedBetweenColumnsShows() throws SQLException {
      assertThat(firstBrokenAfter("UPDATE audit SET who = 'annal', what = 'og-in' WHERE no = 2"))
          .isEqualTo(2);
    }

    @Test
    void aRemovedActShows() throws SQLException {
      assertThat(firstBrokenAfter("DELETE FROM audit WHERE no = 4")).isEqualTo(4);
    }

    @Test
    void removedNewestActsShow() throws SQLException {
      assertThat(firstBrokenAfter("DELETE FROM audit WHERE no >= 4")).isEqualTo(4);
    }

    @Test
    void removedOldestActsShow() throws SQLException {
      assertThat(firstBrokenAfter("DELETE FROM audit WHERE no <= 2")).isEqualTo(1);
    }

    @Test
    void anActPutInShows() throws SQLException {
      assertThat(
              firstBrokenAfter(
                  "INSERT INTO audit SELECT 6, time, who, what, detail, hash FROM audit WHERE no = 5"))
          .isEqualTo(6);
    }
  }

  @Test
  void theOldestActsFallOffAndTheChainStaysWhole() throws Exception {
    open();
    try (Database database = new Database(folder.resolve("state.db"))) {
      Audit audit = new SqliteAudit(database, 10);
      for (int i = 1; i <= 25; i++) {
        audit.record(new Act(i, "anna", "log-in", "number " + i));
      }
      assertThat(audit.newest(100)).hasSize(10);
      assertThat(audit.newest(100).getLast().detail()).isEqualTo("number 16");
      assertThat(audit.verify()).isEmpty();
      sql("DELETE FROM audit WHERE no = 16");
      assertThat(audit.verify()).hasValue(16);
    }
  }
}
