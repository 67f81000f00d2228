package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.DataFolder;
import dev.sluice.access.PasswordRule;
import dev.sluice.access.Passwords;
import dev.sluice.access.Role;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.state.Audit;
import dev.sluice.state.StateStore;
import dev.sluice.state.UplinkState.Asked;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.time.ManualClock;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands as a shell sees them: streams and exit code. */
class CommandsTest {

  private static final String PASSWORD = "four words that hold";

  private final ManualClock clock = new ManualClock(1_780_308_000_000_000L);
  private final List<String> ran = new ArrayList<>();
  private String stdin = "";

  @TempDir private Path folder;
  private Path data;
  private Path config;

  @BeforeEach
  void files() throws IOException {
    data = folder.resolve("data");
    config = folder.resolve("sluice.yaml");
    Files.writeString(
        config,
        """
        gateway: {name: x}
        mqtt: {listen: [{port: 1883, bind: 127.0.0.1}], anonymous: loopback}
        console: {listen: [{port: 8080, bind: 127.0.0.1, tls: false}]}
        """);
  }

  private record Answer(int code, String out, String err) {
    String lastLine() {
      return out.lines().reduce("", (before, line) -> line);
    }
  }

  private Answer sluice(String... words) {
    Random random = new Random(1);
    DriverCatalogue drivers = DriverCatalogue.load();
    UplinkCatalogue uplinks = UplinkCatalogue.load();
    Tools tools =
        new Tools(
            new Build("1.2.3", 0),
            clock,
            random,
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new ConfigLoader(Kinds.ofDrivers(drivers.all()).withUplinks(uplinks.settings())),
            new Passwords(random),
            new PasswordRule(),
            uplinks,
            (file, loaded, where) -> ran.add(loaded.config().gateway().name() + " in " + where));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Main.commandLine(tools)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    List<String> all = new ArrayList<>(List.of(words));
    if (!all.isEmpty() && !all.getFirst().startsWith("-") && !all.getFirst().equals("help")) {
      all.addAll(List.of("--config", config.toString(), "--data", data.toString()));
    }
    int code = line.execute(all.toArray(String[]::new));
    return new Answer(code, out.toString(), err.toString());
  }

  private Answer sluiceWith(String input, String... words) {
    stdin = input;
    return sluice(words);
  }

  private StateStore state() throws IOException {
    return StateStore.open(data, clock, new Random(2));
  }

  @Test
  void aTokenIsMadeBeforeTheFirstStartAndStandsAloneOnStdout() throws IOException {
    Answer answer = sluice("token", "create", "--role", "operator", "--note", "ci");

    assertThat(answer.code()).isZero();
    assertThat(answer.out().strip()).startsWith("sluice_").doesNotContainAnyWhitespaces();
    try (StateStore state = state()) {
      assertThat(state.tokens().check(answer.lastLine(), clock.micros()))
          .hasValueSatisfying(token -> assertThat(token.role()).isEqualTo(Role.OPERATOR));
    }
  }

  @Test
  void aTokenExpiresWhenItWasToldTo() throws IOException {
    String token = sluice("token", "create", "--role", "viewer", "--expires", "12h").lastLine();

    try (StateStore state = state()) {
      clock.advance(Duration.ofHours(11));
      assertThat(state.tokens().check(token, clock.micros())).isPresent();
      clock.advance(Duration.ofHours(2));
      assertThat(state.tokens().check(token, clock.micros())).isEmpty();
    }
  }

  @Test
  void tokensAreListedWithoutTheirTextAndRevokedById() throws IOException {
    String token = sluice("token", "create", "--role", "admin", "--note", "backup").lastLine();
    Answer list = sluice("token", "list");
    assertThat(list.out()).contains("admin", "backup", "never").doesNotContain(token);

    String id = list.lastLine().split(" ", 2)[0];
    assertThat(sluice("token", "revoke", id).code()).isZero();
    assertThat(sluice("token", "revoke", id).code()).isEqualTo(69);
    try (StateStore state = state()) {
      assertThat(state.tokens().check(token, clock.micros())).isEmpty();
    }
  }

  @Test
  void theFirstUserClaimsTheBoxAndMustBeAnAdmin() throws IOException {
    Answer refused =
        sluiceWith(PASSWORD, "user", "add", "eve", "--role", "viewer", "--password-stdin");
    assertThat(refused.code()).isEqualTo(64);
    assertThat(refused.err()).contains("--role admin");

    Answer claimed =
        sluiceWith(PASSWORD + "\n", "user", "add", "anna", "--role", "admin", "--password-stdin");
    assertThat(claimed.code()).isZero();
    try (StateStore state = state()) {
      assertThat(state.accounts().claimed()).isTrue();
      assertThat(state.accounts().setupCode()).isEmpty();
      assertThat(
              new Passwords(new Random())
                  .verify(PASSWORD, state.accounts().find("anna").orElseThrow().passwordHash()))
          .isTrue();
      assertThat(state.audit().newest(1))
          .extracting(Audit.Act::who, Audit.Act::what, Audit.Act::detail)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("command line", "claim", "anna"));
    }
  }

  @Test
  void usersAreAddedListedChangedAndRemoved() {
    sluiceWith(PASSWORD, "user", "add", "anna", "--role", "admin", "--password-stdin");
    sluiceWith(PASSWORD, "user", "add", "ben", "--role", "operator", "--password-stdin");
    assertThat(
            sluiceWith(PASSWORD, "user", "add", "ben", "--role", "viewer", "--password-stdin")
                .code())
        .isEqualTo(73);
    assertThat(sluice("user", "list").out()).contains("anna  admin", "ben   operator");

    assertThat(
            sluiceWith("another set of words", "user", "password", "ben", "--password-stdin")
                .code())
        .isZero();
    assertThat(sluice("user", "remove", "ben").code()).isZero();
    assertThat(sluice("user", "remove", "ben").code()).isEqualTo(69);
  }

  @Test
  void theLastAdminStaysUnlessOneInsists() throws IOException {
    sluiceWith(PASSWORD, "user", "add", "anna", "--role", "admin", "--password-stdin");

    assertThat(sluice("user", "remove", "anna").code()).isEqualTo(64);
    assertThat(sluice("user", "remove", "anna", "--last-admin").code()).isZero();
    try (StateStore state = state()) {
      assertThat(state.accounts().claimed()).isFalse();
    }
  }

  @Test
  void aWeakPasswordAndABadNameAreRefusedWithAReason() {
    Answer weak = sluiceWith("short", "user", "add", "anna", "--role", "admin", "--password-stdin");
    assertThat(weak.code()).isEqualTo(64);
    assertThat(weak.err()).contains("at least 12 characters");

    assertThat(
            sluiceWith(PASSWORD, "user", "add", "an na", "--role", "admin", "--password-stdin")
                .code())
        .isEqualTo(64);
    assertThat(data).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device add p",
        "device list",
        "device remove p",
        "token list",
        "token revoke x",
        "uplink dead-letters x",
        "uplink pause x",
        "uplink resume x",
        "uplink status",
        "user list"
      })
  void aFolderWithoutAGatewayIsNamedAndLeftAlone(String words) {
    Answer answer = sluice(words.split(" "));

    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains(data + " is not a data folder", "--data");
    assertThat(data).doesNotExist();
  }

  @Test
  void theDataFolderThatWasUsedIsNamedBesideTheAnswer() {
    Answer answer = sluice("token", "create", "--role", "viewer");

    assertThat(answer.err()).contains("Data folder: " + data);
    assertThat(answer.out()).doesNotContain(data.toString());
  }

  @Test
  void aDeviceGetsItsOwnSubtreeAndItsPasswordOnce() throws IOException {
    state().close();
    Answer answer = sluice("device", "add", "press-1");

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).startsWith("user: press-1\npassword: ");
    String password = answer.lastLine().substring("password: ".length());
    try (StateStore state = state()) {
      assertThat(state.deviceKeys().check("press-1", password.getBytes(StandardCharsets.UTF_8)))
          .hasValueSatisfying(
              known -> {
                assertThat(known.key().publish()).containsExactly("press-1", "press-1/#");
                assertThat(known.key().subscribe()).containsExactly("press-1", "press-1/#");
              });
    }
    assertThat(sluice("device", "add", "press-1").code()).isEqualTo(73);
    assertThat(sluice("device", "list").out()).contains("press-1").doesNotContain(password);
    assertThat(sluice("device", "remove", "press-1").code()).isZero();
    assertThat(sluice("device", "remove", "press-1").code()).isEqualTo(69);
  }

  @Test
  void aDeviceMayGetOtherTopics() throws IOException {
    state().close();
    sluice("device", "add", "p", "--publish", "a/+/c", "--publish", "b", "--subscribe", "cmd/p/#");

    assertThat(sluice("device", "list").lastLine()).isEqualTo("p     a/+/c b    cmd/p/#");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/#/b", "a+", "", "#a"})
  void whatIsNoTopicFilterIsRefused(String filter) {
    Answer answer = sluice("device", "add", "p", "--publish", filter);

    assertThat(answer.code()).isEqualTo(64);
    assertThat(answer.err()).contains("topic filter");
  }

  private void uplinkSaved(Saved saved, DeadLetter... letters) throws IOException {
    try (StateStore state = state()) {
      state.uplinkState().save(List.of(saved), List.of(letters));
    }
  }

  private static Saved office(long pausedUntil) {
    Counts counts = new Counts(12, 5, 1, 2, 0, 1, 9, 3);
    return new Saved("office", "13 4+9:3@5", counts, "", pausedUntil, 0);
  }

  @Test
  void theStatusOfUplinksIsTheAccountThatWasSavedLast() throws IOException {
    uplinkSaved(office(clock.micros() + 60_000_000));

    Answer answer = sluice("uplink", "status");
    assertThat(answer.lastLine().split("  +"))
        .containsExactly(
            "office", "12", "5", "3", "1", "2", "1", "holds", "paused until 2026-06-01T10:01:00Z");
    assertThat(answer.err()).contains("As of the last save: no gateway runs");
    try (FolderLock lock = FolderLock.take(DataFolder.open(data))) {
      assertThat(lock.lock().isValid()).isTrue();
      assertThat(sluice("uplink", "status").err()).contains("As of 2026-06-01T10:00:00Z, or up to");
    } catch (CommandFailed e) {
      throw new IOException(e);
    }
  }

  @Test
  void anAccountThatDoesNotBalanceIsSaidToBeOff() throws IOException {
    uplinkSaved(new Saved("office", "13", new Counts(12, 5, 0, 0, 0, 0, 5, 0), "", 0, 0));

    assertThat(sluice("uplink", "status").lastLine()).endsWith("OFF BY 7");
  }

  @Test
  void aPauseIsLeftForTheGatewayAndReplacedByAResume() throws IOException {
    uplinkSaved(office(0));

    Answer answer = sluice("uplink", "pause", "office", "--for", "30m");
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.err()).contains("is paused until 2026-06-01T10:30:00Z", "next start");
    assertThat(asked()).containsExactly(new Asked("office", clock.micros() + 1_800_000_000L));
    assertThat(sluice("uplink", "status").lastLine()).endsWith("pause asked for");

    sluice("uplink", "pause", "office");
    assertThat(asked()).containsExactly(new Asked("office", Long.MAX_VALUE));
    sluice("uplink", "resume", "office");
    assertThat(asked()).containsExactly(new Asked("office", 0));
    try (StateStore state = state()) {
      assertThat(state.audit().newest(3))
          .extracting(Audit.Act::what, Audit.Act::detail)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("uplink-resumed", "office"),
              org.assertj.core.groups.Tuple.tuple("uplink-paused", "office until it is resumed"),
              org.assertj.core.groups.Tuple.tuple(
                  "uplink-paused", "office until 2026-06-01T10:30:00Z"));
    }
  }

  private List<Asked> asked() throws IOException {
    try (StateStore state = state()) {
      return state.uplinkState().asked();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "test", "dead-letters"})
  void anUplinkThatNobodyKnowsIsNamed(String word) throws IOException {
    state().close();

    Answer answer = sluice("uplink", word, "nowhere");
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.err()).contains("there is no uplink 'nowhere'", config.toString());
    assertThat(asked()).isEmpty();
  }

  @Test
  void anUplinkThatIsOnlyInTheConfigurationYetCanBePaused() throws IOException {
    state().close();
    Files.writeString(config, "uplinks: {new: {type: mqtt, url: \"mqtt://127.0.0.1:1\"}}\n");

    assertThat(sluice("uplink", "pause", "new").code()).isZero();
    assertThat(asked()).containsExactly(new Asked("new", Long.MAX_VALUE));
  }

  @Test
  void aTestDoesNotTakeTheClientIdOfARunningGateway() throws Exception {
    state().close();
    String office = "uplinks: {office: {type: mqtt, url: \"mqtt://127.0.0.1:1\"%s}}\n";
    Files.writeString(config, office.formatted(", clientId: plant-7"));
    try (FolderLock lock = FolderLock.take(DataFolder.open(data))) {
      assertThat(lock).isNotNull();
      assertThat(sluice("uplink", "test", "office").err()).contains("a gateway runs on", "console");
      Files.writeString(config, office.formatted(""));
      assertThat(sluice("uplink", "test", "office").err()).doesNotContain("a gateway runs on");
    }
    Files.writeString(config, office.formatted(", clientId: plant-7"));
    assertThat(sluice("uplink", "test", "office").err()).contains("127.0.0.1:1");
  }

  @Test
  void deadLettersAreListedTheNewestFirstWithTheReason() throws IOException {
    long at = clock.micros();
    uplinkSaved(
        office(0),
        new DeadLetter("office", "oven/door", at - 9_000_000, "open", "not a number", at),
        new DeadLetter("office", "oven/heat", at - 8_000_000, "21.5", "too hot", at));

    Answer answer = sluice("uplink", "dead-letters", "office");
    assertThat(answer.out().lines().skip(1))
        .containsExactly(
            "2026-06-01T10:00:00Z  oven/heat  2026-06-01T09:59:52Z  21.5   too hot",
            "2026-06-01T10:00:00Z  oven/door  2026-06-01T09:59:51Z  open   not a number");
    assertThat(sluice("uplink", "dead-letters", "office", "--limit", "1").lastLine())
        .contains("too hot");
    assertThat(sluice("uplink", "dead-letters", "office", "--limit", "0").code()).isEqualTo(64);
  }

  @Test
  void anUplinkWhoseDestinationIsAwayFailsTheTestWithTheReason() throws IOException {
    int free = Product.freePort();
    Files.writeString(
        config,
        """
        uplinks:
          office: {type: mqtt, url: "mqtt://127.0.0.1:%d"}
          lake: {type: influxdb, url: "http://127.0.0.1:%d", api: v1, bucket: plant}
        """
            .formatted(free, free));

    for (String id : List.of("office", "lake")) {
      Answer answer = sluice("uplink", "test", id);
      assertThat(answer.code()).as(answer.err()).isEqualTo(69);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err()).startsWith(id + ": ").contains("127.0.0.1:" + free);
    }
    assertThat(data).doesNotExist();
  }

  @Test
  void aGoodConfigurationIsGood() {
    assertThat(sluice("check-config").code()).isZero();
  }

  @Test
  void theSimulatedPlantIsAGoodConfiguration() throws IOException {
    Files.copy(
        Path.of(System.getProperty("basedir", ".")).resolve("src/main/run/sluice.yaml"),
        config,
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(sluice("check-config")).isEqualTo(new Answer(0, config + ": good\n", ""));
  }

  @Test
  void aBadConfigurationIsNamedLineByLine() throws IOException {
    Files.writeString(config, "gateway: {nam: x}\nmqtt: {listen: [{port: 99999}]}\n");

    Answer answer = sluice("check-config");
    assertThat(answer.code()).isEqualTo(78);
    assertThat(answer.out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).matches("\\Q" + config + "\\E:[12]:\\d+: .+; .+"));
    assertThat(sluice("run").code()).isEqualTo(78);
    assertThat(sluice("doctor").code()).isEqualTo(78);
  }

  @Test
  void runHandsTheConfigurationToTheGateway() {
    assertThat(sluice("run").code()).isZero();
    assertThat(ran).containsExactly("x in " + data);
  }

  @Test
  void doctorNamesWhatItLookedAtAndChangesNothing() {
    Answer answer = sluice("doctor");

    assertThat(answer.out()).contains("java", "clock", "data folder", "configuration", "port");
    assertThat(data).doesNotExist();
  }

  @Test
  void doctorFindsADataFolderThatIsOpenToEverybody() throws IOException {
    Files.createDirectory(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(sluice("doctor").out()).contains("warn", "chmod -R go= " + data);

    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(sluice("doctor").out()).doesNotContain("chmod");
  }

  @Test
  void doctorFindsADataFolderThatIsAFile() throws IOException {
    Files.writeString(data, "");

    Answer answer = sluice("doctor");
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.out()).contains("FAIL  data folder").contains("is a file");
    assertThat(sluice("token", "create", "--role", "viewer").code()).isEqualTo(73);
  }

  @Test
  void aDataFolderThatCannotBeMadeSaysSo() {
    data = Path.of("/proc/nothing-can-be-made-here");

    Answer answer = sluice("token", "create", "--role", "viewer");
    assertThat(answer.code()).isIn(73, 77);
    assertThat(answer.err()).contains("data folder").contains(data.toString());
  }

  @Test
  void doctorTellsAGatewayThatRunsHereFromAStranger() throws Exception {
    try (FolderLock lock = FolderLock.take(DataFolder.open(data));
        var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThat(lock.lock().isValid()).isTrue();
      Files.writeString(
          config,
          """
          mqtt: {listen: [{port: %d, bind: 127.0.0.1}]}
          console: {listen: []}
          """
              .formatted(taken.getLocalPort()));

      Answer answer = sluice("doctor");
      assertThat(answer.code()).as(answer.out()).isZero();
      assertThat(answer.out())
          .contains("in use by the gateway that runs on this folder (process ")
          .contains(String.valueOf(ProcessHandle.current().pid()));
    }
  }

  @Test
  void doctorSaysThatAGatewayThatRunsDoesNotAnswer() throws Exception {
    int free = Product.freePort();
    try (FolderLock lock = FolderLock.take(DataFolder.open(data))) {
      assertThat(lock.lock().isValid()).isTrue();
      Files.writeString(
          config,
          """
          mqtt: {listen: []}
          console: {listen: [{port: %d, bind: 127.0.0.1, tls: false}]}
          """
              .formatted(free));

      Answer answer = sluice("doctor");
      assertThat(answer.code()).isEqualTo(69);
      assertThat(answer.out())
          .containsPattern("warn +console port " + free + " +free, though the gateway runs")
          .containsPattern("FAIL +health +http://127.0.0.1:" + free + "/\\S+ does not answer");
    }
  }

  @Test
  void doctorFindsAPortThatIsTaken() throws IOException {
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Files.writeString(
          config,
          "mqtt: {listen: [{port: %d, bind: 127.0.0.1}]}\n".formatted(taken.getLocalPort()));

      Answer answer = sluice("doctor");
      assertThat(answer.out())
          .containsPattern("FAIL +mqtt port " + taken.getLocalPort() + " +.*in use");
      assertThat(answer.code()).isEqualTo(69);
    }
  }

  @Test
  void misuseSaysWhatIsMissingAndWhereHelpIs() {
    Answer noRole = sluice("token", "create");
    assertThat(noRole.code()).isEqualTo(64);
    assertThat(noRole.err()).contains("--role", "sluice token create --help");

    assertThat(sluice("token", "create", "--role", "king").err())
        .contains("a role is viewer, operator or admin");
    assertThat(sluice("token").code()).isEqualTo(64);
    assertThat(sluice("nonsense").code()).isEqualTo(64);
    assertThat(sluice("token", "create", "--role", "viewer", "--expires", "soon").err())
        .contains("30d");
  }

  @Test
  void versionPrintsTheVersion() {
    assertThat(sluice("version").out()).isEqualTo("sluice 1.2.3\n");
    assertThat(sluice("--version")).isEqualTo(new Answer(0, "sluice 1.2.3\n", ""));
  }

  @Test
  void helpIsACommandToo() {
    assertThat(sluice("help").out()).isEqualTo(sluice("--help").out()).contains("check-config");
    assertThat(sluice("help", "doctor").out()).contains("Usage: sluice doctor");
    assertThat(sluice("help").code()).isZero();
  }
}
