package dev.sluice.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that can lose its power and fail on demand.
 *
 * <p>Writes are durable once their file is synced, names once their folder is. At a power cut every
 * page (4 KiB) written since is kept or lost by chance, and so is every change of a name. A file
 * must be closed by whoever opened it.
 */
public final class MemoryDisk implements Disk {

  private static final int PAGE = 4096;

  private final Map<Path, Content> names = new TreeMap<>();
  private final Map<Path, Content> durableNames = new TreeMap<>();
  private final List<String> operations = new ArrayList<>();
  private long failAt = Long.MAX_VALUE;
  private long darkFrom = Long.MAX_VALUE;
  private boolean failing;
  private long count;

  private static final class Content {
    private byte[] now = new byte[0];
    private byte[] durable = new byte[0];
    private final Set<Integer> dirty = new HashSet<>();
    private final Set<Integer> bad = new HashSet<>();
    private boolean poisoned;
  }

  /** Fails the n-th operation from here (1 = the next), once. */
  public synchronized void failOperation(long n) {
    failAt = count + n;
  }

  /** Thrown by every operation while there is no power: whoever gets it is no more. */
  public static final class PowerGone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The power goes in the midst of the n-th operation from here (1 = the next), and is away until
   * {@link #cutPower}. Of a write or a sync under way, some pages arrive and others do not.
   */
  public synchronized void losePowerAt(long n) {
    darkFrom = count + n;
  }

  /** Fails every write, sync and change of a name until told otherwise. */
  public synchronized void failing(boolean failing) {
    this.failing = failing;
  }

  /** True if the operation that was to fail has been reached. */
  public synchronized boolean failed() {
    return failAt <= count;
  }

  /** Operations so far, as {@code write 000000000001.seg 32}. */
  public synchronized List<String> operations() {
    return List.copyOf(operations);
  }

  /** The power goes and comes back. */
  public synchronized void cutPower(RandomGenerator random) {
    failAt = Long.MAX_VALUE;
    darkFrom = Long.MAX_VALUE;
    failing = false;
    Map<Path, Content> kept = new HashMap<>(durableNames);
    for (Path path : new HashSet<>(names.keySet())) {
      if (names.get(path) != durableNames.get(path) && random.nextBoolean()) {
        Content content = Objects.requireNonNull(names.get(path));
        kept.values().remove(content);
        kept.put(path, content);
      }
    }
    for (Content content : new HashSet<>(kept.values())) {
      byte[] after = content.durable.clone();
      if (content.now.length > after.length && random.nextBoolean()) {
        after = Arrays.copyOf(after, content.now.length);
      }
      for (int page : content.dirty) {
        int from = page * PAGE;
        int to = Math.min(Math.min(from + PAGE, after.length), content.now.length);
        if (to > from && random.nextBoolean()) {
          System.arraycopy(content.now, from, after, from, to - from);
        }
      }
      content.now = after;
      content.durable = after.clone();
      content.dirty.clear();
      content.poisoned = false;
    }
    names.clear();
    names.putAll(kept);
    durableNames.clear();
    durableNames.putAll(kept);
  }

  /** The bytes of a file, for damaging: changes are durable. */
  public synchronized void damage(Path file, UnaryOperator<byte[]> change) {
    Content content = Objects.requireNonNull(names.get(file), "no such file");
    content.now = change.apply(content.now.clone());
    content.durable = content.now.clone();
    content.dirty.clear();
  }

  /** A page of a file that can no longer be read, until it is written to. */
  public synchronized void badPage(Path file, int page) {
    Objects.requireNonNull(names.get(file), "no such file").bad.add(page);
  }

  private void operation(String what, Path path, boolean changes) throws IOException {
    count++;
    operations.add(what + " " + path.getFileName());
    if (count >= darkFrom) {
      throw new PowerGone();
    }
    if (count == failAt || (failing && changes)) {
      throw new IOException("injected: " + what + " " + path.getFileName());
    }
  }

  @Override
  public synchronized void createFolders(Path folder) throws IOException {
    operation("create", folder, false);
  }

  @Override
  public synchronized List<Path> list(Path folder) throws IOException {
    operation("list", folder, false);
    return names.keySet().stream().filter(path -> folder.equals(path.getParent())).toList();
  }

  @Override
  public synchronized DiskFile open(Path file) throws IOException {
    operation("open", file, false);
    return new MemoryFile(file, names.computeIfAbsent(file, key -> new Content()));
  }

  @Override
  public synchronized DiskFile openForReading(Path file) throws IOException {
    operation("open", file, false);
    Content content = names.get(file);
    if (content == null) {
      throw new NoSuchFileException(file.toString());
    }
    return new MemoryFile(file, content);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    operation("rename", from, true);
    Content content = names.remove(from);
    if (content == null) {
      throw new NoSuchFileException(from.toString());
    }
    names.put(to, content);
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    operation("delete", file, true);
    names.remove(file);
  }

  @Override
  public synchronized void syncFolder(Path folder) throws IOException {
    operation("sync", folder, true);
    durableNames.keySet().removeIf(path -> folder.equals(path.getParent()));
    names.forEach(
        (path, content) -> {
          if (folder.equals(path.getParent())) {
            durableNames.put(path, content);
          }
        });
  }

  private final class MemoryFile implements DiskFile {
    private final Path path;
    private final Content content;
    private boolean closed;

    MemoryFile(Path path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public long size() throws IOException {
      synchronized (MemoryDisk.this) {
        operation("size", path, false);
        return content.now.length;
      }
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      synchronized (MemoryDisk.this) {
        operation("read", path, false);
        for (int page : content.bad) {
          if (position < (page + 1L) * PAGE && position + into.remaining() > (long) page * PAGE) {
            throw new IOException("injected: bad page " + page);
          }
        }
        int length = (int) Math.min(into.remaining(), Math.max(0, content.now.length - position));
        if (length > 0) {
          into.put(content.now, (int) position, length);
        }
      }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      synchronized (MemoryDisk.this) {
        if (closed) {
          throw new IllegalStateException("written after it was closed: " + path);
        }
        if (content.poisoned) {
          throw new IllegalStateException("written again after a failed write or sync: " + path);
        }
        try {
          operation("write", path, true);
        } catch (IOException e) {
          content.poisoned = true;
          // Half of it may have arrived.
          from.limit(from.position() + from.remaining() / 2);
          put(from, position);
          throw e;
        } catch (PowerGone e) {
          if (count == darkFrom) {
            put(from, position);
          }
          throw e;
        }
        put(from, position);
      }
    }

    private void put(ByteBuffer from, long position) {
      int length = from.remaining();
      if (position + length > content.now.length) {
        content.now = Arrays.copyOf(content.now, (int) position + length);
      }
      from.get(content.now, (int) position, length);
      for (int page = (int) position / PAGE; page <= (position + length) / PAGE; page++) {
        content.dirty.add(page);
        content.bad.remove(page);
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (MemoryDisk.this) {
        if (content.poisoned) {
          throw new IllegalStateException("synced again after a failed write or sync: " + path);
        }
        try {
          operation("sync", path, true);
        } catch (IOException e) {
          content.poisoned = true;
          throw e;
        }
        if (content.durable.length < content.now.length) {
          content.durable = Arrays.copyOf(content.durable, content.now.length);
        }
        for (int page : content.dirty) {
          int from = page * PAGE;
          int to = Math.min(from + PAGE, content.now.length);
          if (to > from) {
            System.arraycopy(content.now, from, content.durable, from, to - from);
          }
        }
        content.dirty.clear();
      }
    }

    @Override
    public void close() throws IOException {
      closed = true;
    }
  }
}
