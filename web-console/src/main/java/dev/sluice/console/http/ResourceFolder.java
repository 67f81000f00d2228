package dev.sluice.console.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads whole folders from the class path, be they in a jar or on disk. */
final class ResourceFolder {

  private final ClassLoader loader;

  ResourceFolder(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * All files below a folder, by their path within it; empty if there is no such folder.
   *
   * @param folder without a slash at its ends
   * @param marker a file that lies in the same jar as the folder, often one in it
   */
  Map<String, byte[]> read(String folder, String marker) {
    URL url = loader.getResource(marker);
    if (url == null) {
      return Map.of();
    }
    try {
      return switch (url.getProtocol()) {
        case "jar" -> fromJar(url, folder + "/");
        case "file" -> fromDisk(rootOf(url, marker).resolve(folder));
        default -> throw new IOException("cannot list " + url);
      };
    } catch (IOException | URISyntaxException e) {
      throw new UncheckedIOException(new IOException("cannot read " + folder, e));
    }
  }

  /** The text of one file, or null. */
  @Nullable String text(String name) {
    try (InputStream in = loader.getResourceAsStream(name)) {
      return in == null
          ? null
          : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path rootOf(URL url, String marker) throws URISyntaxException {
    String text = url.toString();
    return Path.of(new URI(text.substring(0, text.length() - marker.length())));
  }

  private static Map<String, byte[]> fromJar(URL url, String prefix) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // so that closing closes this jar alone
    try (JarFile jar = ((JarURLConnection) connection).getJarFile()) {
      for (JarEntry entry : jar.stream().toList()) {
        if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(entry.getName().substring(prefix.length()), in.readAllBytes());
          }
        }
      }
    }
    return files;
  }

  private static Map<String, byte[]> fromDisk(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
