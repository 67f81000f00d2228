package dev.sluice.wear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ByteSize;
import dev.sluice.config.TelemetrySection.Card;
import dev.sluice.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's files are as a Raspberry Pi, a box with LVM and one with btrfs have them. */
class WearTest {

  private static final Card CARD = new Card(ByteSize.parse("32GB"), 300);

  @TempDir private Path root;
  private final ManualClock clock = new ManualClock(1);
  private Path data;

  @BeforeEach
  void folder() throws IOException {
    root = root.toRealPath();
    data = Files.createDirectories(root.resolve("var lib/sluice"));
    Files.createDirectories(root.resolve("proc/self"));
    Files.createDirectories(root.resolve("sys/dev/block"));
    Files.createDirectories(root.resolve("sys/class/block"));
    Files.createDirectories(root.resolve("dev"));
  }

  private Path device(String path, String number, long sectors) throws IOException {
    Path device = Files.createDirectories(root.resolve("sys/devices").resolve(path));
    written(device, sectors);
    Files.createSymbolicLink(root.resolve("sys/dev/block").resolve(number), device);
    Files.createSymbolicLink(root.resolve("sys/class/block").resolve(device.getFileName()), device);
    return device;
  }

  private static void written(Path device, long sectors) throws IOException {
    Files.writeString(
        device.resolve("stat"),
        "  19316  8233 1183986 9999 44021 33126 " + sectors + " 70012 0 50384 80123 0 0 0 0\n");
  }

  private void mounted(String... lines) throws IOException {
    Files.writeString(root.resolve("proc/self/mountinfo"), String.join("\n", lines) + "\n");
  }

  /** As the kernel writes it: blanks as octal numbers. */
  private String point(String below) {
    return (root + below).replace(" ", "\\040");
  }

  private Wear wear(@Nullable Card card) {
    return Wear.of(data, root, card, clock);
  }

  @Test
  void theWholeCardCountsAndNotThePartition() throws Exception {
    Path card = device("mmc0/mmcblk0", "179:0", 8_000);
    Files.writeString(device("mmc0/mmcblk0/mmcblk0p2", "179:2", 500).resolve("partition"), "2\n");
    mounted(
        "21 1 179:2 / " + point("") + " rw,noatime shared:1 - ext4 /dev/root rw",
        "30 21 0:22 / " + point("/var") + " rw - tmpfs tmpfs rw");
    Wear wear = wear(CARD);
    assertThat(wear.view().device()).isEqualTo("mmcblk0");
    assertThat(wear.view().written()).hasValue(8_000 * 512L);
    assertThat(wear.view().perDay()).as("too early to say").isEmpty();

    clock.advance(Duration.ofMinutes(30));
    written(card, 8_000 + 20_000);
    Wear.View view = wear.view();
    assertThat(view.perDay()).hasValue(20_000 * 512L * 48);
    assertThat(view.over()).isEqualTo(1_800);
    assertThat(view.years().orElseThrow())
        .isBetween(32e9 * 300 / (20_000 * 512d * 48) / 365.25 - 0.01, 54.0);
    assertThat(view.obstacle()).isEmpty();
  }

  @Test
  void theLastDayCountsAlone() throws Exception {
    Path card = device("mmc0/mmcblk0", "179:0", 0);
    mounted("21 1 179:0 / " + point("/var lib") + " rw - ext4 /dev/mmcblk0 rw");
    Wear wear = wear(null);
    long sectors = 0;
    for (int hour = 0; hour < 24; hour++) {
      clock.advance(Duration.ofHours(1));
      sectors += 1_000_000;
      written(card, sectors);
      wear.look();
    }
    for (int hour = 0; hour < 25; hour++) {
      clock.advance(Duration.ofHours(1));
      sectors += 10;
      written(card, sectors);
      wear.look();
    }
    assertThat(wear.view().perDay()).hasValue(240 * 512L);
    assertThat(wear.view().over()).isEqualTo(Duration.ofDays(1).toSeconds());
    assertThat(wear.view().years()).as("nobody said what the card bears").isEmpty();
  }

  @Test
  void aMappedDeviceCountsWhereItLies() throws Exception {
    Path disk = device("pci/sda", "8:0", 77);
    Path part = device("pci/sda/sda3", "8:3", 50);
    Files.writeString(part.resolve("partition"), "3\n");
    Path mapped = device("virtual/dm-0", "254:0", 40);
    Files.createDirectories(mapped.resolve("slaves"));
    Files.createSymbolicLink(mapped.resolve("slaves/sda3"), part);
    mounted("21 1 254:0 / " + point("") + " rw - ext4 /dev/mapper/box-root rw");
    assertThat(wear(null).view().device()).isEqualTo("sda");
    assertThat(wear(null).view().written()).hasValue(77 * 512L);
    assertThat(disk).exists();
  }

  @Test
  void aFileSystemWithANumberOfItsOwnIsFoundByName() throws Exception {
    device("pci/nvme0n1", "259:0", 6);
    Files.createFile(root.resolve("dev/nvme0n1"));
    mounted("21 1 0:31 /@ " + point("") + " rw - btrfs /dev/nvme0n1 rw,subvol=/@");
    assertThat(wear(null).view().written()).hasValue(6 * 512L);
  }

  @Test
  void inMemoryThereIsNoneAndItSaysSo() throws Exception {
    mounted("21 1 0:22 / " + point("") + " rw - tmpfs tmpfs rw");
    Wear.View view = wear(CARD).view();
    assertThat(view.device()).isEmpty();
    assertThat(view.obstacle()).contains("no device whose writes are counted");
    assertThat(view.written()).isEmpty();
    assertThat(view.years()).isEmpty();
  }

  @Test
  void withoutTheKernelsFilesItSaysSo() {
    assertThat(wear(null).view().obstacle()).contains("mountinfo");
  }

  @Test
  void aCounterThatCannotBeReadIsNoNumber() throws Exception {
    Path card = device("mmc0/mmcblk0", "179:0", 5);
    mounted("21 1 179:0 / " + point("") + " rw - ext4 /dev/root rw");
    Wear wear = wear(null);
    for (String bad : new String[] {"", "1 2 3", "1 2 3 4 5 6 many 8"}) {
      Files.writeString(card.resolve("stat"), bad);
      assertThat(wear.view().written()).as(bad).isEmpty();
      assertThat(wear.view().obstacle()).contains("mmcblk0");
    }
  }

  @Test
  void aCounterThatFellBeginsAnew() throws Exception {
    Path card = device("mmc0/mmcblk0", "179:0", 1_000_000);
    mounted("21 1 179:0 / " + point("") + " rw - ext4 /dev/root rw");
    Wear wear = wear(null);
    clock.advance(Duration.ofHours(1));
    written(card, 10);
    wear.look();
    clock.advance(Duration.ofHours(1));
    written(card, 34);
    assertThat(wear.view().perDay()).isEqualTo(OptionalLong.of(24 * 24 * 512L));
  }
}
