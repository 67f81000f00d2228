package dev.sluice.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A file system in a file whose power can be cut: ext4 on a loop device. ext4's own shutdown call
 * (EXT4_IOC_SHUTDOWN of the kernel, meant for tests) makes it forget what was not synced.
 */
final class FrailDisk implements AutoCloseable {

  private static final long SIZE = 256L << 20;
  private static final long EXT4_IOC_SHUTDOWN = 0x8004587dL;

  /** Everything stops at once: the file system's own log is not flushed either. */
  private static final int NO_LOG_FLUSH = 2;

  private static final int READ_ONLY = 0;

  private final String device;
  private final Path folder;
  private boolean mounted;

  private FrailDisk(String device, Path folder) {
    this.device = device;
    this.folder = folder;
  }

  /** Makes one and mounts it there; skips the test, for all to see, where that cannot be done. */
  static FrailDisk mounted(Path image, Path folder) throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    Tool.run("mkfs.ext4", "-q", "-F", image.toString());
    String device = "";
    try {
      device = Tool.run("losetup", "--find", "--show", image.toString()).strip();
    } catch (AssertionError noLoopDevice) {
      assumeThat(noLoopDevice).as("a loop device can be had").isNull();
    }
    FrailDisk disk = new FrailDisk(device, folder);
    try {
      disk.mount();
    } catch (AssertionError mayNotMount) {
      disk.close();
      assumeThat(mayNotMount).as("ext4 can be mounted").isNull();
    }
    return disk;
  }

  private void mount() throws IOException, InterruptedException {
    Tool.run("mount", "-t", "ext4", device, folder.toString());
    mounted = true;
  }

  private void unmount() throws IOException, InterruptedException {
    Tool.run("umount", folder.toString());
    mounted = false;
  }

  /** From now on nothing reaches the disk, and what was not synced is lost. */
  @SuppressWarnings("restricted") // open(2) and ioctl(2), with their kinds of arguments
  void cutPower() throws IOException {
    Linker linker = Linker.nativeLinker();
    SymbolLookup system = linker.defaultLookup();
    MethodHandle open =
        linker.downcallHandle(
            system.findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle ioctl =
        linker.downcallHandle(
            system.findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));
    MethodHandle close =
        linker.downcallHandle(
            system.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    int answer;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocateFrom(JAVA_INT, NO_LOG_FLUSH);
      int file = (int) open.invokeExact(arena.allocateFrom(folder.toString()), READ_ONLY);
      answer = (int) ioctl.invokeExact(file, EXT4_IOC_SHUTDOWN, how);
      int closed = (int) close.invokeExact(file);
      answer = answer == 0 ? closed : answer;
    } catch (Throwable e) {
      throw new IOException(e);
    }
    if (answer != 0) {
      throw new IOException("the power of " + folder + " could not be cut");
    }
  }

  /** Mounts it again, as after a restart; ext4 replays its log. */
  void comesBack() throws IOException, InterruptedException {
    unmount();
    mount();
  }

  @Override
  public void close() throws IOException {
    try {
      if (mounted) {
        unmount();
      }
      Tool.run("losetup", "--detach", device);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("a loop device may be left: " + device, e);
    }
  }
}
