package dev.sluice.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds all the gateway keeps, and who owns the files in it: a command run as root
 * leaves files that the gateway's own user can use.
 */
public final class DataFolder {

  private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private final Path path;

  private DataFolder(Path path) {
    this.path = path;
  }

  /**
   * Opens the folder, and makes it (for its owner only) if it is not there.
   *
   * @throws IOException if it cannot be made or written; the message says what to do
   */
  public static DataFolder open(Path path) throws IOException {
    try {
      if (!Files.isDirectory(path)) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        makeFolder(path);
      }
    } catch (FileAlreadyExistsException e) {
      // Or another process made it at the same moment.
      if (!Files.isDirectory(path)) {
        throw new IOException("the data folder " + path + " is a file: name a folder", e);
      }
    } catch (AccessDeniedException e) {
      throw new IOException(
          "no right to make the data folder " + path + ": make it for this user, or name another",
          e);
    }
    if (!Files.isWritable(path) || !Files.isExecutable(path)) {
      throw new IOException(
          "the data folder "
              + path
              + " cannot be written: it belongs to "
              + Files.getOwner(path).getName()
              + "; run as that user or as root, and see that the disk is not read-only");
    }
    return new DataFolder(path);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A file in it that only the owner may read, made empty if it is not there. */
  public Path file(String name) throws IOException {
    Path file = path.resolve(name);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
        handOver(file);
      } catch (FileAlreadyExistsException e) {
        // Another command made it at the same moment.
      }
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(file.toString(), null, "is not a plain file: move it away");
    }
    return file;
  }

  /** A folder in it, made if it is not there. */
  public Path folder(String name) throws IOException {
    Path folder = path.resolve(name);
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      try {
        makeFolder(folder);
        handOver(folder);
      } catch (FileAlreadyExistsException e) {
        // Another command made it at the same moment.
      }
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(folder.toString(), null, "is not a folder: move it away");
    }
    return folder;
  }

  /**
   * Gives something that this process just made in the folder to the folder's owner, if it may:
   * root does, others keep what they make. Does nothing where the system knows no owners.
   */
  public void handOver(Path made) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    for (String attribute : new String[] {"unix:gid", "unix:uid"}) {
      Object wanted = Files.getAttribute(path, attribute);
      // Never through a link: whoever owns the folder could point root at a file of the system.
      if (!Files.getAttribute(made, attribute, LinkOption.NOFOLLOW_LINKS).equals(wanted)) {
        try {
          Files.setAttribute(made, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
          log.debug("{} keeps its {}: {}", made, attribute, e.getReason());
        }
      }
    }
  }

  /**
   * Writes a file whole: what stands under the name is the old content or the new one, also after a
   * power cut.
   */
  public void replace(String name, byte[] content) throws IOException {
    String temporary = name + ".new";
    Files.deleteIfExists(path.resolve(temporary));
    Path file = file(temporary);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Path target = path.resolve(name);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path parent = target.getParent();
    if (parent != null) {
      try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    Files.setPosixFilePermissions(folder, FOLDER);
  }
}
