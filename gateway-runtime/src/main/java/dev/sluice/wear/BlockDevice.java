package dev.sluice.wear;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The device that a folder stands on, with the count the kernel keeps of what it was given to write
 * (Linux, Documentation/block/stat.rst). It is the whole device: what other programs and other
 * partitions write wears the same cells.
 *
 * @param name the kernel's, as {@code mmcblk0}
 * @param folder its folder in sysfs
 */
public record BlockDevice(String name, Path folder) {

  /** In all of the kernel's counters, whatever the device's own sectors are. */
  private static final int SECTOR = 512;

  /** Sectors written is the seventh number. */
  private static final int WRITTEN = 6;

  /**
   * Finds the device of a folder.
   *
   * @param folder one that is there
   * @param root where {@code proc} and {@code sys} are
   * @return empty if it stands on none: in memory, on a network, in an overlay of a container
   * @throws IOException if the folder or the kernel's files cannot be read
   */
  public static Optional<BlockDevice> under(Path folder, Path root) throws IOException {
    Optional<Mount> mount = Mount.of(folder.toRealPath(), root.resolve("proc/self/mountinfo"));
    if (mount.isEmpty()) {
      return Optional.empty();
    }
    Path byNumber = root.resolve("sys/dev/block").resolve(mount.get().number());
    if (Files.exists(byNumber)) {
      return Optional.of(whole(byNumber.toRealPath()));
    }
    // Some file systems (btrfs) have a number of their own, but name the device.
    Path source = root.resolve(mount.get().source().substring(1));
    if (!mount.get().source().startsWith("/dev/") || !Files.exists(source)) {
      return Optional.empty();
    }
    Path byName = root.resolve("sys/class/block").resolve(source.toRealPath().getFileName());
    return Files.exists(byName) ? Optional.of(whole(byName.toRealPath())) : Optional.empty();
  }

  /** The device that a partition is part of, or that an encrypted or mapped one lies on. */
  private static BlockDevice whole(Path found) throws IOException {
    Path folder =
        Files.exists(found.resolve("partition")) ? found.resolve("..").normalize() : found;
    Path below = folder.resolve("slaves");
    if (Files.isDirectory(below)) {
      List<Path> all;
      try (Stream<Path> entries = Files.list(below)) {
        all = entries.toList();
      }
      if (all.size() == 1) {
        return whole(all.getFirst().toRealPath());
      }
    }
    return new BlockDevice(String.valueOf(folder.getFileName()), folder);
  }

  /**
   * What it was given to write since the system was started, bytes.
   *
   * @throws IOException if it is gone
   */
  public long written() throws IOException {
    String[] numbers = Files.readString(folder.resolve("stat")).strip().split("\\s+", -1);
    if (numbers.length <= WRITTEN) {
      throw new IOException("no count in " + folder.resolve("stat"));
    }
    try {
      return Math.multiplyExact(Long.parseLong(numbers[WRITTEN]), SECTOR);
    } catch (NumberFormatException e) {
      throw new IOException("no count in " + folder.resolve("stat"), e);
    }
  }
}
