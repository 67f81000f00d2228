package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blank segment files, made ahead of need: filling one takes longer than a commit may. Old segments
 * come back here.
 *
 * <p>Spares have names of their own, so that a start never takes one for a segment.
 */
public final class Spares {

  private static final Logger log = LoggerFactory.getLogger(Spares.class);

  private static final int WANTED = 2;

  private final Disk disk;
  private final Path folder;
  private final Executor background;
  private final int size;
  private final Deque<Path> ready = new ArrayDeque<>();
  private final Deque<Unneeded> unneeded = new ArrayDeque<>();

  /**
   * A segment that nobody needs any more.
   *
   * @param sound false if it must not be written to again
   */
  private record Unneeded(Path path, boolean sound) {}

  private long made;
  private boolean filling;
  private boolean closed;

  /** Spares of the usual size, 4 MiB; see below. */
  public Spares(Disk disk, Path folder, Executor background) throws IOException {
    this(disk, folder, background, Segment.SIZE);
  }

  /**
   * Takes over the spares that an earlier run left.
   *
   * @param background where new spares are filled; one task at a time
   * @param size bytes of a segment
   */
  Spares(Disk disk, Path folder, Executor background, int size) throws IOException {
    this.size = size;
    this.disk = disk;
    this.folder = folder;
    this.background = background;
    disk.createFolders(folder);
    for (Path path : disk.list(folder)) {
      if (String.valueOf(path.getFileName()).endsWith(".spare")) {
        takeOver(path);
      }
    }
  }

  private void takeOver(Path path) throws IOException {
    boolean whole;
    try (DiskFile file = disk.open(path)) {
      whole = file.size() == size;
    }
    if (whole && ready.size() < WANTED) {
      ready.add(path);
      String number = String.valueOf(path.getFileName()).replaceAll("\\D", "");
      made = Math.max(made, number.isEmpty() ? 0 : Long.parseLong(number));
    } else {
      disk.delete(path);
    }
  }

  /** Bytes of a segment. */
  int size() {
    return size;
  }

  /** Puts a blank file at this path, durably; makes one on the spot if none is ready. */
  void take(Path path) throws IOException {
    Path spare;
    synchronized (this) {
      spare = ready.poll();
    }
    if (spare == null) {
      spare = make();
    }
    disk.rename(spare, path);
    disk.syncFolder(folder);
    fill();
  }

  /**
   * Takes back, in the background, a segment that nobody needs any more. In order: a younger one
   * never goes before an older one that is still there, which would look like a gap.
   *
   * @param sound false if a write or sync of it has failed: then it is deleted
   */
  void giveBack(Path path, boolean sound) {
    synchronized (this) {
      unneeded.add(new Unneeded(path, sound));
    }
    background.execute(this::takeUnneeded);
  }

  private void takeUnneeded() {
    while (true) {
      Unneeded segment;
      synchronized (this) {
        segment = unneeded.peek();
      }
      if (segment == null) {
        return;
      }
      boolean done = false;
      try {
        if (segment.sound()) {
          recycle(segment.path());
        } else {
          delete(segment.path());
        }
        done = true;
      } catch (IOException e) {
        // Tried again with the next one; should the process end first, the start reads it again and
        // finds nothing new.
        log.debug("journal: {} is not given back yet: {}", segment.path(), e.toString());
      }
      synchronized (this) {
        unneeded.remove();
        if (!done) {
          unneeded.addFirst(new Unneeded(segment.path(), false));
          return;
        }
      }
    }
  }

  private void delete(Path path) throws IOException {
    disk.delete(path);
    disk.syncFolder(folder);
  }

  /** Takes back a segment that nobody needs any more. */
  void recycle(Path path) throws IOException {
    boolean wanted;
    synchronized (this) {
      wanted = ready.size() < WANTED;
    }
    if (!wanted) {
      delete(path);
      return;
    }
    boolean whole;
    try (DiskFile file = disk.open(path)) {
      whole = file.size() == size;
      if (whole) {
        // Without a header none of its old records can be taken for new ones.
        file.write(ByteBuffer.allocateDirect(Segment.HEADER), 0);
        file.sync();
      }
    }
    if (!whole) {
      delete(path);
      return;
    }
    Path spare = name();
    disk.rename(path, spare);
    disk.syncFolder(folder);
    synchronized (this) {
      ready.add(spare);
    }
  }

  /** Fills another spare in the background if one is wanted. */
  private void fill() {
    synchronized (this) {
      if (filling || closed || ready.size() >= WANTED) {
        return;
      }
      filling = true;
    }
    background.execute(
        () -> {
          Path spare = null;
          try {
            spare = make();
          } catch (IOException e) {
            log.debug("journal: no spare segment could be made ahead: {}", e.toString());
          } finally {
            synchronized (this) {
              filling = false;
              if (spare != null) {
                ready.add(spare);
              }
            }
          }
        });
  }

  /** A new blank file; a half of one, as on a full disk, does not stay. */
  private Path make() throws IOException {
    Path spare = name();
    try {
      Segment.zero(disk, spare, size);
      return spare;
    } catch (IOException e) {
      try {
        disk.delete(spare);
      } catch (IOException left) {
        e.addSuppressed(left); // the next start sweeps it
      }
      throw e;
    }
  }

  private synchronized Path name() {
    return folder.resolve(++made + ".spare");
  }

  /** No more spares are made; those that are there are left for the next start to sweep. */
  synchronized void close() {
    closed = true;
  }
}
