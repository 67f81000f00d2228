package dev.sluice.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** One person at the console: a browser of their own, and a record of all that went wrong in it. */
final class Visit implements AutoCloseable {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  /** Every finding of axe as one line: rule, weight, the first elements. */
  private static final String AXE =
      """
      async (tags) => {
        const {violations} = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
        return violations.map((v) => `${v.id} (${v.impact}): ${v.help}: ` +
          v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.html.slice(0, 160)} ${n.any.map((a) => a.message).join('; ')}`).join(' | '));
      }
      """;

  private final BrowserContext context;
  private final Page page;
  private final String origin;
  private final Look look;
  private final List<String> consoleErrors = new CopyOnWriteArrayList<>();
  private final List<String> pageErrors = new CopyOnWriteArrayList<>();
  private final List<String> dialogs = new CopyOnWriteArrayList<>();
  private final List<String> strangers = new CopyOnWriteArrayList<>();

  Visit(BrowserContext context, String origin, Look look) {
    this.context = context;
    this.origin = origin;
    this.look = look;
    context.setDefaultTimeout(30_000);
    context.onRequest(this::requested);
    page = context.newPage();
    page.onWebSocket(this::connected);
    page.onConsoleMessage(this::said);
    page.onPageError(pageErrors::add);
    page.onDialog(this::asked);
  }

  private void requested(Request request) {
    if (!request.url().startsWith(origin + "/")) {
      strangers.add(request.url());
    }
  }

  private void connected(WebSocket socket) {
    if (!socket.url().startsWith(origin.replaceFirst("^http", "ws") + "/")) {
      strangers.add(socket.url());
    }
  }

  private void said(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      consoleErrors.add(message.type() + ": " + message.text() + " at " + message.location());
    }
  }

  private void asked(Dialog dialog) {
    dialogs.add(dialog.message());
    dialog.dismiss();
  }

  Page page() {
    return page;
  }

  /** Opens a page of the console and waits for its heading. */
  Visit open(String path) {
    page.navigate(path);
    assertThat(page.locator("main h1")).isVisible();
    return this;
  }

  Locator part(String testId) {
    return page.getByTestId(testId);
  }

  /** The row of a signal in the table. */
  Locator row(String signal) {
    return page.locator("tr[data-id='" + signal + "']");
  }

  Locator field(String name) {
    return page.locator("input[name=" + name + "]");
  }

  void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
  }

  /** Logs in as people do. */
  void logIn(String name, String password) {
    assertThat(part("login-form")).isVisible();
    field("name").fill(name);
    field("password").fill(password);
    press("Log in");
  }

  /** Logs in without the page, for tests of what comes after it. */
  Visit loggedIn(String name, String password) {
    APIResponse answer =
        context
            .request()
            .post(
                "/api/v1/session",
                RequestOptions.create().setData(Map.of("name", name, "password", password)));
    assertThat(answer.ok()).as(answer.text()).isTrue();
    return this;
  }

  /** Waits for the connection to be in one of these states. */
  void awaitConnection(String states) {
    assertThat(part("connection"))
        .hasAttribute("data-state", Pattern.compile("^(" + states + ")$"));
  }

  void awaitPath(String path) {
    assertThat(page).hasURL(origin + path);
  }

  /** How many points the chart shows. */
  int points() {
    String points = part("chart").getAttribute("data-points");
    return points == null ? 0 : Integer.parseInt(points);
  }

  /** Saves what is to be seen, for people to look at. */
  void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SCREENSHOTS.resolve(name + "-" + look.slug() + ".png")));
  }

  /** Nothing is wider than the screen, and the page is as bright as was asked for. */
  void assertFits() {
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("wider than the screen by")
        .isEqualTo(0);
    assertThat(page.evaluate("visualViewport.scale")).as("scale").isEqualTo(1);
    assertThat(page.evaluate(BRIGHTNESS))
        .as("text brighter than its ground")
        .isEqualTo(look.dark());
  }

  private static final String BRIGHTNESS =
      """
      (() => {
        const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0);
        const style = getComputedStyle(document.body);
        return light(style.color) > light(style.backgroundColor);
      })()
      """;

  /** A page for everybody: axe has nothing to say. */
  void assertAccessible() throws IOException {
    if (!Boolean.TRUE.equals(page.evaluate("'axe' in window"))) {
      page.evaluate(axe());
    }
    assertThat((List<?>) page.evaluate(AXE, RULES)).as("axe at " + page.url()).isEmpty();
  }

  private static String axe() throws IOException {
    try (InputStream in = Visit.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IOException("axe.min.js is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** No request left the gateway, and no code of ours or of strangers misbehaved. */
  void assertClean() {
    assertThat(consoleErrors).as("said on the browser's console").isEmpty();
    assertUnharmed();
  }

  /** The same where requests were meant to fail, which the browser's console tells. */
  void assertUnharmed() {
    assertThat(pageErrors).as("thrown in the page").isEmpty();
    assertThat(dialogs).as("dialogs").isEmpty();
    assertThat(strangers).as("asked of others than the gateway").isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
