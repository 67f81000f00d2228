package dev.sluice.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The system's own browser, driven through the system's own node: nothing is downloaded. */
final class Chromium implements AutoCloseable {

  private final Playwright playwright;
  private final Browser browser;

  /** Starts the browser. */
  Chromium() {
    Path node = program("PLAYWRIGHT_NODEJS_PATH", "node", "apt-get install nodejs");
    Path chromium = program("CHROMIUM_PATH", "chromium", "apt-get install chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-quic",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--force-prefers-reduced-motion")));
  }

  /** A fresh person: nothing remembered, one page open. */
  Visit visit(Product product, Look look) {
    return new Visit(browser.newContext(look.context(product.address())), product.address(), look);
  }

  private static Path program(String variable, String name, String remedy) {
    @Nullable String named = System.getenv(variable);
    Stream<Path> places =
        named == null
            ? Stream.concat(
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                    Stream.of("/usr/bin"))
                .map(folder -> Path.of(folder, name))
            : Stream.of(Path.of(named));
    return places
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The browser tests need %s, which is not here%s: %s"
                        .formatted(name, named == null ? "" : " (" + named + ")", remedy)));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
