package dev.sluice.console.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages and the libraries they use, read at the start and served from memory.
 *
 * <p>Libraries lie under {@code /lib/}. In {@code index.html} every {@code "/lib/} is given the
 * libraries' digest, so that browsers may keep them for a year and still see a new version at once.
 */
final class Pages {

  private static final Logger log = LoggerFactory.getLogger(Pages.class);
  private static final String KEEP = "public, max-age=31536000, immutable";
  private static final String ASK = "no-cache";
  private static final Pattern INLINE_SCRIPT =
      Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);

  /** Pages that the browser draws itself: all of them are index.html. */
  private static final Pattern ROOMS =
      Pattern.compile("/(signals(/.+)?|devices(/.+)?|ledger|uplinks|system/health|login|setup)?");

  /**
   * A library: where its WebJar lies, its place under {@code /lib/}, and which of its files
   * browsers need.
   */
  private record Library(String jar, String folder, String place, Pattern files) {}

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("lit", "", "lit/", modules("index|html|static-html|.*directive[^/]*")),
          new Library(
              "lit-html", "", "lit-html/", modules("lit-html|is-server|static|.*directive[^/]*")),
          new Library("lit-element", "", "lit-element/", modules("index|lit-element")),
          new Library(
              "lit__reactive-element",
              "",
              "@lit/reactive-element/",
              modules("reactive-element|css-tag|reactive-controller")),
          new Library(
              "uplot",
              "dist/",
              "uplot/",
              Pattern.compile("uPlot\\.iife\\.min\\.js|uPlot\\.min\\.css")));

  private final Map<String, StaticFile> own = new HashMap<>();
  private final Map<String, StaticFile> libraries = new HashMap<>();
  private final String libraryDigest;
  private final String scriptHashes;
  private final @Nullable StaticFile index;

  /**
   * Reads all files.
   *
   * @param root the folder of the pages on the class path
   */
  Pages(ClassLoader loader, String root) {
    ResourceFolder resources = new ResourceFolder(loader);
    Map<String, byte[]> found = new TreeMap<>();
    for (Library library : LIBRARIES) {
      read(resources, library, found);
    }
    found.forEach((name, bytes) -> libraries.put(name, new StaticFile(name, bytes)));
    libraryDigest = digest(found);

    Map<String, byte[]> files = resources.read(root, root + "/index.html");
    files.forEach((name, bytes) -> own.put(name, new StaticFile(name, bytes)));
    byte[] html = files.get("index.html");
    if (html == null) {
      log.warn("This build holds no pages: only the API is served");
      index = null;
      scriptHashes = "";
    } else {
      String text =
          new String(html, StandardCharsets.UTF_8)
              .replace("\"/lib/", "\"/lib/" + libraryDigest + "/");
      scriptHashes = inlineScripts(text);
      index = new StaticFile("index.html", text.getBytes(StandardCharsets.UTF_8));
      own.put("index.html", index);
    }
  }

  private static Pattern modules(String names) {
    return Pattern.compile("(directives/[^/]+|" + names + ")\\.js");
  }

  private static void read(ResourceFolder resources, Library library, Map<String, byte[]> found) {
    String marker = "META-INF/maven/org.webjars.npm/" + library.jar() + "/pom.properties";
    String properties = resources.text(marker);
    if (properties == null) {
      throw new IllegalStateException(
          "the library " + library.jar() + " is missing from the program");
    }
    Properties known = new Properties();
    try {
      known.load(new StringReader(properties));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String folder =
        "META-INF/resources/webjars/" + library.jar() + "/" + known.getProperty("version");
    resources
        .read(folder, marker)
        .forEach(
            (name, bytes) -> {
              if (name.startsWith(library.folder())) {
                String bare = name.substring(library.folder().length());
                if (library.files().matcher(bare).matches()) {
                  found.put(library.place() + bare, bytes);
                }
              }
            });
  }

  private static String digest(Map<String, byte[]> files) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    files.forEach(
        (name, bytes) -> {
          all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
          all.writeBytes(bytes);
        });
    return Digests.short16(all.toByteArray());
  }

  private static String inlineScripts(String html) {
    StringBuilder hashes = new StringBuilder();
    Matcher scripts = INLINE_SCRIPT.matcher(html);
    while (scripts.find()) {
      hashes.append(hashes.isEmpty() ? "" : " ");
      hashes.append(Digests.cspSource(scripts.group(1).getBytes(StandardCharsets.UTF_8)));
    }
    return hashes.toString();
  }

  /** The inline scripts of index.html (its import map) as sources for a content policy. */
  String scriptHashes() {
    return scriptHashes;
  }

  void mount(Router router) {
    router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
  }

  private void serve(RoutingContext context) {
    String path = context.normalizedPath();
    StaticFile file = null;
    String cacheControl = ASK;
    if (path.startsWith("/lib/" + libraryDigest + "/")) {
      file = libraries.get(path.substring(("/lib/" + libraryDigest + "/").length()));
      cacheControl = KEEP;
    } else if (path.startsWith("/lib/")) {
      file = libraries.get(path.substring("/lib/".length()));
    } else if (ROOMS.matcher(path).matches()) {
      file = index;
    } else if (path.equals("/favicon.ico")) {
      file = own.get("favicon.svg"); // for browsers that ask without having seen a page
    } else if (!path.startsWith("/api/")) {
      file = own.get(path.substring(1));
    }
    if (file == null) {
      context.next();
    } else {
      file.send(context, cacheControl);
    }
  }

  /** Shows a browser at an address that nobody serves the page that says so; false for others. */
  boolean nowhere(RoutingContext context) {
    boolean looks =
        context.request().method().equals(HttpMethod.GET)
            && !context.normalizedPath().startsWith("/api/")
            && forEyes(context);
    if (index == null || !looks) {
      return false;
    }
    context.response().setStatusCode(404);
    index.send(context, ASK);
    return true;
  }

  /** True for a browser that opens an address, not for a program or a page that fetches. */
  private static boolean forEyes(RoutingContext context) {
    String accept = context.request().getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }
}
