package dev.sluice.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data folder: who may read, and whose the files are. */
class DataFolderTest {

  private static final int NOBODY = 65_534;

  @TempDir Path temp;

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static boolean root() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static void giveToNobody(Path path) throws IOException {
    Files.setAttribute(path, "unix:gid", NOBODY);
    Files.setAttribute(path, "unix:uid", NOBODY);
  }

  @Test
  void aNewFolderAndAllInItAreForTheOwner() throws IOException {
    DataFolder folder = DataFolder.open(temp.resolve("a/b"));
    assertThat(rights(folder.path())).isEqualTo("rwx------");
    assertThat(rights(folder.folder("tls"))).isEqualTo("rwx------");
    assertThat(rights(folder.file("plain"))).isEqualTo("rw-------");
  }

  @Test
  void whatIsThereStaysAsItIs() throws IOException {
    Files.writeString(temp.resolve("plain"), "content");
    DataFolder folder = DataFolder.open(temp);
    assertThat(folder.file("plain")).hasContent("content");
    assertThat(folder.folder("tls")).isEqualTo(folder.folder("tls"));
  }

  @Test
  void aFileIsReplacedWhole() throws IOException {
    DataFolder folder = DataFolder.open(temp);
    folder.replace("secret", "one".getBytes(UTF_8));
    folder.replace("secret", "two".getBytes(UTF_8));
    assertThat(temp.resolve("secret")).hasContent("two");
    assertThat(rights(temp.resolve("secret"))).isEqualTo("rw-------");
    try (var files = Files.list(temp)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFileInItsPlaceIsNamed() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatIOException()
        .isThrownBy(() -> DataFolder.open(file))
        .withMessageContaining("is a file");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path victim = Files.writeString(temp.resolve("victim"), "keep");
    DataFolder folder = DataFolder.open(temp.resolve("data"));
    Files.createSymbolicLink(folder.path().resolve("state.db"), victim);
    Files.createSymbolicLink(folder.path().resolve("tls"), temp);
    Files.createSymbolicLink(folder.path().resolve("key.new"), victim);
    assertThatIOException().isThrownBy(() -> folder.file("state.db"));
    assertThatIOException().isThrownBy(() -> folder.folder("tls"));
    folder.replace("key", "new".getBytes(UTF_8));
    assertThat(victim).hasContent("keep");
  }

  @Test
  void whatRootMakesBelongsToTheFoldersOwner() throws IOException {
    assumeTrue(root(), "only root can give files away");
    giveToNobody(temp);
    DataFolder folder = DataFolder.open(temp);
    folder.folder("tls");
    folder.replace("tls/key", "k".getBytes(UTF_8));
    for (Path made :
        new Path[] {folder.file("plain"), folder.folder("tls"), temp.resolve("tls/key")}) {
      assertThat(Files.getAttribute(made, "unix:uid", LinkOption.NOFOLLOW_LINKS))
          .as("owner of %s", made)
          .isEqualTo(NOBODY);
      assertThat(Files.getAttribute(made, "unix:gid", LinkOption.NOFOLLOW_LINKS))
          .as("group of %s", made)
          .isEqualTo(NOBODY);
    }
  }
}
