package dev.sluice.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sluice.access.Role;
import dev.sluice.state.Accounts.Account;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state store between real processes. */
@Timeout(60)
class StateStoreIT {

  @TempDir Path folder;

  private Process other;
  private String token;

  @BeforeEach
  void startTheOther() throws IOException {
    other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = other.inputReader(UTF_8);
    token = String.valueOf(output.readLine());
  }

  @AfterEach
  void endTheOther() throws InterruptedException {
    other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  private StateStore open() throws IOException {
    return StateStore.open(folder, new SetClock(0), new Random(1));
  }

  @Test
  void whatOneProcessCommitsTheOtherSees() throws IOException {
    try (StateStore store = open()) {
      assertThat(store.tokens().check(token, 2)).isPresent();
      assertThat(store.accounts().claim(new Account("anna", Role.ADMIN, "hash"))).isTrue();
    }
  }

  @Test
  void aProcessThatIsKilledLeavesAWholeStore() throws Exception {
    endTheOther();
    try (StateStore store = open()) {
      assertThat(store.trouble()).isEmpty();
      assertThat(store.tokens().check(token, 2)).isPresent();
    }
  }

  @Test
  void aDamagedFileIsSetAsideOnlyWhenNoOtherProcessHasIt() throws Exception {
    Files.write(folder.resolve("state.db"), new byte[8192]);
    Files.write(folder.resolve("state.db-wal"), new byte[0]);
    assertThatIOException().isThrownBy(this::open).withMessageContaining("restart the gateway");
    assertThat(folder.resolve("state.db")).hasBinaryContent(new byte[8192]);
    endTheOther();
    try (StateStore store = open()) {
      assertThat(store.trouble()).isPresent();
    }
  }
}
