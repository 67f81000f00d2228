package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of its own that others fill. */
class HistoryFullDiskIT {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;

  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount(@TempDir Path folder) throws Exception {
    // SQLite's native part is loaded from where the first store is: not from the small disk.
    try (Histories first = new Histories(folder)) {
      first.sealAll();
    }
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=48m", "none", disk.toString());
    assumeThat(mounted).as("a small disk can be mounted").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void onAFullDiskTheOldestReadingsMakeRoomAndNothingElseIsLost() throws Exception {
    try (Histories at = new Histories(disk, Duration.ofDays(9999), 1L << 30)) {
      Signal signal = at.signal("oven/vibration", Kind.NUMBER);
      Feeder feeder = new Feeder(at, signal);
      while (Files.size(at.store) < 16 << 20) {
        feeder.chunk();
        at.sealAll();
      }
      fill();
      assertThat(at.history.expired().get(ExpiryCause.SIZE)).isZero();

      long before = Files.size(at.store);
      for (int i = 0; i < 300; i++) {
        feeder.chunk();
        awaitSealed(at);
      }
      assertThat(Files.size(at.store)).isLessThan(before + (4 << 20));
      HistoryCounts counts = at.history.counts();
      assertThat(counts.total()).isEqualTo(feeder.put);
      assertThat(counts.expired()).isPositive().isLessThan(feeder.put / 2);
      assertThat(counts.damaged()).isZero();
      assertThat(counts.kept() + counts.expired()).isEqualTo(feeder.put);
    }
  }

  @Test
  void afterARestartOnAFullDiskToo() throws Exception {
    try (Histories at = new Histories(disk, Duration.ofDays(9999), 1L << 30)) {
      Signal signal = at.signal("oven/vibration", Kind.NUMBER);
      Feeder feeder = new Feeder(at, signal);
      while (Files.size(at.store) < 16 << 20) {
        feeder.chunk();
        at.sealAll();
      }
      at.history.close();
      fill();
      at.reopen();
      for (int i = 0; i < 100; i++) {
        feeder.chunk();
        awaitSealed(at);
      }
      assertThat(at.history.counts().total()).isEqualTo(feeder.put);
      assertThat(at.history.setAside()).isEmpty();
    }
  }

  /** Tried again by itself after a while, of which the clock does not know here. */
  private static void awaitSealed(Histories at) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              at.clock.advance(Duration.ofSeconds(2));
              return at.history.sealAll();
            });
  }

  /** Others take all there is. */
  private void fill() throws IOException {
    byte[] zeros = new byte[4096];
    try (OutputStream out = Files.newOutputStream(disk.resolve("others"))) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      assertThat(Files.getFileStore(disk).getUsableSpace()).isLessThan(4096);
    }
  }

  private static final class Feeder {
    private final Histories at;
    private final Signal signal;
    private final Random random = new Random(1);
    private long put;

    Feeder(Histories at, Signal signal) {
      this.at = at;
      this.signal = signal;
    }

    void chunk() {
      for (int i = 0; i < 2000; i++) {
        at.put(signal, NOW + put++ * SECOND, random.nextGaussian());
      }
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }
}
