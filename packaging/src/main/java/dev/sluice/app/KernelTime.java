package dev.sluice.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Linux kernel knows of its clock, asked without a right to change it. */
final class KernelTime implements TimeWitness {

  private static final Logger log = LoggerFactory.getLogger(KernelTime.class);

  /** A clock with a battery that is farther away (µs) has not set the system's. */
  private static final long NEAR = TimeUnit.MINUTES.toMicros(5);

  /** struct timex of a 64-bit Linux: {@code modes} is 0 (change nothing). */
  private static final long TIMEX_BYTES = 208;

  private static final long MAXERROR = 24;

  /**
   * The kernel lets its error grow while nobody corrects the clock, and sets it to this, 16 s, when
   * somebody sets the clock by hand. Its flag "unsynchronised" says less: some time servers leave
   * it so that the kernel keeps off the clock with the battery.
   */
  private static final long LOST = 16_000_000;

  private final Path root;
  private final @Nullable MethodHandle adjtimex;

  /**
   * Asks the kernel that runs this.
   *
   * @param root where {@code proc} and {@code sys} are
   */
  KernelTime(Path root) {
    this.root = root;
    this.adjtimex = adjtimex();
  }

  @SuppressWarnings("restricted") // the launcher allows it; without that, the kernel is not asked
  private static @Nullable MethodHandle adjtimex() {
    if (ValueLayout.ADDRESS.byteSize() != Long.BYTES
        || !System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    try {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("adjtimex")
          .map(
              symbol ->
                  linker.downcallHandle(
                      symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
          .orElse(null);
    } catch (RuntimeException | LinkageError e) {
      log.debug("the kernel cannot be asked about its clock", e);
      return null;
    }
  }

  @Override
  public Server server() {
    MethodHandle call = adjtimex;
    if (call == null) {
      return Server.UNKNOWN;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
      int state = (int) call.invokeExact(timex);
      if (state < 0) {
        return Server.UNKNOWN;
      }
      return timex.get(ValueLayout.JAVA_LONG, MAXERROR) < LOST ? Server.KEEPS_IT : Server.NONE;
    } catch (Throwable e) {
      log.debug("the kernel cannot be asked about its clock", e);
      return Server.UNKNOWN;
    }
  }

  @Override
  public boolean agreesWithBattery(long micros) {
    for (int i = 0; i < 4; i++) {
      String seconds = read("sys/class/rtc/rtc" + i + "/since_epoch");
      if (!seconds.isEmpty()) {
        try {
          if (Math.abs(Long.parseLong(seconds) * 1_000_000 - micros) <= NEAR) {
            return true;
          }
        } catch (NumberFormatException e) {
          log.debug("a clock with a battery says '{}'", seconds);
        }
      }
    }
    return false;
  }

  @Override
  public boolean setByHost() {
    return switch (read("sys/devices/system/clocksource/clocksource0/current_clocksource")) {
      case "kvm-clock", "xen", "hyperv_clocksource_tsc_page", "hyperv_clocksource_msr" -> true;
      default -> false;
    };
  }

  @Override
  public String system() {
    return read("proc/sys/kernel/random/boot_id");
  }

  private String read(String file) {
    try {
      return Files.readString(root.resolve(file)).strip();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
