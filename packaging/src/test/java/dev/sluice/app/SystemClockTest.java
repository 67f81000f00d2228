package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TimeWitness.Server;
import dev.sluice.config.GatewaySection.ClockTrust;
import dev.sluice.time.Standing;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SystemClockTest {

  private final Witness witness = new Witness();

  /** Says what a test wants. */
  private static final class Witness implements TimeWitness {
    private Server server = Server.NONE;
    private boolean battery;
    private boolean host;

    @Override
    public Server server() {
      return server;
    }

    @Override
    public boolean agreesWithBattery(long micros) {
      return battery;
    }

    @Override
    public boolean setByHost() {
      return host;
    }

    @Override
    public String system() {
      return "boot-1";
    }
  }

  private SystemClock clock(ClockTrust trust) {
    SystemClock clock = new SystemClock(0, witness);
    clock.trust(trust);
    return clock;
  }

  @ParameterizedTest
  @EnumSource
  void aTimeBeforeTheProgramWasMadeIsNeverTrusted(ClockTrust trust) {
    witness.server = Server.KEEPS_IT;
    SystemClock clock = new SystemClock(Long.MAX_VALUE, witness);
    clock.trust(trust);
    assertThat(clock.standing()).isEqualTo(Standing.UNSET);
    assertThat(clock.trusted()).isFalse();
  }

  @Test
  void whatATimeServerKeepsIsTrustedByAll() {
    witness.server = Server.KEEPS_IT;
    assertThat(clock(ClockTrust.AUTO).standing()).isEqualTo(Standing.SYNCHRONISED);
    assertThat(clock(ClockTrust.NTP).standing()).isEqualTo(Standing.SYNCHRONISED);
    assertThat(clock(ClockTrust.SYSTEM).standing()).isEqualTo(Standing.SYNCHRONISED);
  }

  @Test
  void withoutATimeServerItDependsOnWhoIsToBeBelieved() {
    assertThat(clock(ClockTrust.AUTO).standing()).isEqualTo(Standing.WAITING);
    assertThat(clock(ClockTrust.NTP).standing()).isEqualTo(Standing.WAITING);
    assertThat(clock(ClockTrust.SYSTEM).standing()).isEqualTo(Standing.DECLARED);
    witness.host = true;
    assertThat(clock(ClockTrust.AUTO).standing()).isEqualTo(Standing.HOST);
    witness.battery = true;
    assertThat(clock(ClockTrust.AUTO).standing()).isEqualTo(Standing.BATTERY);
    assertThat(clock(ClockTrust.NTP).standing()).isEqualTo(Standing.WAITING);
  }

  @Test
  void aKernelThatCannotBeAskedLeavesTheTimeOfTheBuild() {
    witness.server = Server.UNKNOWN;
    assertThat(clock(ClockTrust.AUTO).standing()).isEqualTo(Standing.ASSUMED);
    assertThat(clock(ClockTrust.NTP).standing()).isEqualTo(Standing.WAITING);
    assertThat(clock(ClockTrust.SYSTEM).standing()).isEqualTo(Standing.DECLARED);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NTP"})
  void whatWasKeptOnceStaysTrusted(ClockTrust trust) {
    witness.server = Server.KEEPS_IT;
    SystemClock clock = clock(trust);
    assertThat(clock.trusted()).isTrue();
    witness.server = Server.NONE;
    clock.trust(trust); // looks again at once
    assertThat(clock.standing()).isEqualTo(Standing.HOLDOVER);
    assertThat(clock.trusted()).isTrue();
  }

  @Test
  void whatWasKeptBeforeTheProgramStartedAgainStaysTrusted() {
    SystemClock clock = clock(ClockTrust.NTP);
    assertThat(clock.trusted()).isFalse();
    clock.vouch();
    assertThat(clock.standing()).isEqualTo(Standing.HOLDOVER);
  }

  @Test
  void theKernelOfThisSystemCanBeAsked(@TempDir Path root) throws Exception {
    assertThat(new KernelTime(root).server()).as("adjtimex").isNotEqualTo(Server.UNKNOWN);
    assertThat(new KernelTime(root).system()).isEmpty();
    assertThat(new KernelTime(root).setByHost()).isFalse();
    assertThat(new KernelTime(Path.of("/")).system()).isNotEmpty();
  }

  @Test
  void aClockWithABatteryCountsIfItSaysTheSame(@TempDir Path root) throws Exception {
    long now = 1_795_478_400_000_000L;
    Path rtc = Files.createDirectories(root.resolve("sys/class/rtc/rtc0"));
    Files.writeString(rtc.resolve("since_epoch"), "1795478290\n");
    KernelTime kernel = new KernelTime(root);
    assertThat(kernel.agreesWithBattery(now)).isTrue();
    Files.writeString(rtc.resolve("since_epoch"), "30\n");
    assertThat(kernel.agreesWithBattery(now)).isFalse();
    Files.writeString(rtc.resolve("since_epoch"), "?\n");
    assertThat(kernel.agreesWithBattery(now)).isFalse();
    Files.createDirectories(root.resolve("sys/devices/system/clocksource/clocksource0"));
    Path source = root.resolve("sys/devices/system/clocksource/clocksource0/current_clocksource");
    Files.writeString(source, "kvm-clock\n");
    assertThat(kernel.setByHost()).isTrue();
    Files.writeString(source, "tsc\n");
    assertThat(kernel.setByHost()).isFalse();
  }

  @Test
  void theMonotonicTimeDoesNotGoBack() {
    SystemClock clock = new SystemClock(0);
    long before = clock.nanos();
    assertThat(clock.nanos() - before).isNotNegative();
  }

  @Test
  void theBuildSaysItsVersionAndTime() {
    assertThat(Build.read().version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(Build.read().time()).isGreaterThan(1_700_000_000_000_000L);
  }
}
