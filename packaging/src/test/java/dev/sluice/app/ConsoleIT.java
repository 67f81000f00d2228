package dev.sluice.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person with a browser at the product as it installs. */
@Timeout(300)
class ConsoleIT {

  private static final String NAME = "anna";
  private static final String PASSWORD = "four words, one gate";

  /** The plant of {@code make run}, quicker. */
  private static final String PLANT =
      """
      devices:
        boiler: {driver: sim, plant: boiler, every: 200ms}
        press: {driver: sim, plant: press, every: 200ms}
        greenhouse: {driver: sim, plant: greenhouse, every: 200ms}
      uplinks:
        head-office: {type: mqtt, url: "mqtt://127.0.0.1:1"}
        lake: {type: influxdb, url: "http://127.0.0.1:1", bucket: plant, enabled: false}
      """;

  private static Chromium chromium;
  private static Product plant;

  @TempDir private static Path plantFolder;
  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    chromium = new Chromium();
    plant = claimed(new Product(plantFolder, PLANT)).start();
  }

  @AfterAll
  static void stop() {
    plant.close();
    chromium.close();
  }

  private static Product claimed(Product product) throws Exception {
    Product.Said said =
        product.tell(PASSWORD + "\n", "user", "add", NAME, "--role", "admin", "--password-stdin");
    assertThat(said.exit()).as(said.text()).isZero();
    return product;
  }

  @Test
  void aFreshGatewayIsClaimedAndItsFirstReadingSeenAtOnce() throws Exception {
    try (Product product = new Product(folder, "").start();
        Visit visit = chromium.visit(product, Look.DESKTOP_LIGHT)) {
      visit.open("/");
      visit.awaitPath("/setup");
      visit.assertAccessible();
      visit.picture("setup");
      visit.field("code").fill(setupCode(product));
      visit.field("name").fill(NAME);
      visit.field("password").fill("too short");
      visit.press("Claim the gateway");
      assertThat(visit.page().locator("#password-error")).containsText("12");
      visit.field("password").fill(PASSWORD);
      visit.press("Claim the gateway");

      visit.awaitPath("/signals");
      assertThat(visit.part("empty")).isVisible();
      assertThat(visit.part("device-line")).containsText("--data " + product.data());
      run("sh", "-c", visit.part("device-line").innerText());
      visit.awaitConnection("live");
      visit.assertAccessible();
      visit.picture("empty");

      // What the page tells a person to type must work.
      run(visit.part("publish-line").innerText().strip().split(" "));
      Locator row = visit.row("plant/boiler/temperature");
      assertThat(row.getByTestId("row-value")).hasText("21.4");
      assertThat(row.getByTestId("row-quality")).hasText("Good");
      assertThat(visit.part("empty")).isHidden();
      publish(product, "plant/boiler/temperature", "22.5");
      assertThat(row.getByTestId("row-value")).hasText("22.5");

      row.getByRole(AriaRole.LINK).first().click();
      visit.awaitPath("/signals/plant/boiler/temperature");
      assertThat(visit.part("value")).hasText("22.5");
      assertThat(visit.part("chart")).hasAttribute("data-points", Pattern.compile("[1-9]\\d*"));
      String last = visit.part("chart").getAttribute("data-last");
      fillChart(product, visit, visit.points() + 2);
      assertThat(visit.part("chart")).not().hasAttribute("data-last", String.valueOf(last));

      visit.part("user-menu").click();
      visit.part("logout").click();
      visit.awaitPath("/login");
      visit.open("/signals/plant/boiler/temperature?range=1h");
      visit.logIn(NAME, PASSWORD);
      visit.awaitPath("/signals/plant/boiler/temperature?range=1h");
      assertThat(visit.part("range-1h")).hasAttribute("aria-current", "true");
      assertThat(visit.part("chart")).hasAttribute("data-points", Pattern.compile("[1-9]\\d*"));
      visit.assertClean();
    }
  }

  @Test
  void aWrongCodeOrPasswordIsToldInPlace() throws Exception {
    try (Product product = new Product(folder, "").start();
        Visit visit = chromium.visit(product, Look.PHONE_LIGHT)) {
      visit.open("/");
      visit.field("code").fill("AAAA-AAAA");
      visit.field("name").fill(NAME);
      visit.field("password").fill(PASSWORD);
      visit.press("Claim the gateway");
      assertThat(visit.page().locator("#code-error")).isVisible();
      assertThat(visit.field("code")).isFocused();
      visit.assertAccessible();
      visit.picture("wrong-code");

      claimed(product);
      visit.open("/login");
      visit.logIn(NAME, "not the password");
      assertThat(visit.part("form-error")).isVisible();
      assertThat(visit.field("password")).isFocused();
      visit.assertAccessible();
      visit.picture("wrong-password");
      visit.logIn(NAME, PASSWORD);
      visit.awaitPath("/signals");
      visit.assertUnharmed();
    }
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void everyPageSuitsEveryScreenAndEverybody(Look look) throws Exception {
    try (Visit visit = chromium.visit(plant, look)) {
      visit.open("/");
      assertThat(visit.part("login-form")).isVisible();
      seen(visit, "login");

      visit.loggedIn(NAME, PASSWORD).open("/signals");
      visit.awaitConnection("live");
      assertThat(visit.row("boiler/supply-temperature").getByTestId("row-quality")).not().isEmpty();
      seen(visit, "signals");

      visit.open("/signals/boiler/supply-temperature");
      assertThat(visit.part("chart")).hasAttribute("data-points", Pattern.compile("[1-9]\\d+"));
      visit.picture("signal");
      visit.part("show-table").click();
      assertThat(visit.part("values").locator("tbody tr").first()).isVisible();
      visit.part("values").scrollIntoViewIfNeeded();
      seen(visit, "table");

      visit.open("/ledger");
      assertThat(visit.part("balance-received")).isVisible();
      seen(visit, "ledger");

      visit.open("/uplinks");
      assertThat(visit.part("uplink")).hasCount(2);
      assertThat(visit.part("uplink").first()).hasAttribute("data-status", "backing-off");
      assertThat(visit.part("uplink").last()).hasAttribute("data-status", "disabled");
      seen(visit, "uplinks");

      visit.open("/system/health");
      // One of its uplinks gets nothing through.
      assertThat(visit.part("health-status")).hasAttribute("data-state", "uncertain");
      seen(visit, "health");

      visit.open("/signals/boiler/burner?range=1h");
      assertThat(visit.part("chart")).hasAttribute("data-points", Pattern.compile("[1-9]\\d*"));
      seen(visit, "switch");
      visit.assertClean();
    }
  }

  @Test
  void anUplinkIsTestedPausedAndResumed() throws Exception {
    try (Visit visit = chromium.visit(plant, Look.DESKTOP_LIGHT)) {
      visit.loggedIn(NAME, PASSWORD).open("/uplinks");
      Locator uplink = visit.part("uplink").first();
      uplink.getByTestId("test").click();
      assertThat(uplink.getByTestId("outcome")).containsText("nobody listens on this port");
      uplink.getByTestId("pause-15").click();
      assertThat(uplink).hasAttribute("data-status", "paused");
      uplink.getByTestId("resume").click();
      assertThat(uplink).not().hasAttribute("data-status", "paused");
    }
  }

  private static void seen(Visit visit, String name) throws IOException {
    visit.picture(name);
    visit.assertFits();
    visit.assertAccessible();
  }

  @Test
  void simulatedSignalsSaySoAndMove() {
    try (Visit visit = chromium.visit(plant, Look.DESKTOP_LIGHT)) {
      visit.loggedIn(NAME, PASSWORD).open("/signals");
      assertThat(visit.part("signals").getByText("Simulated").first()).isVisible();
      Locator rows = visit.page().locator("tbody tr");
      assertThat(visit.page().locator("tbody tr:has(.simulated:not([hidden]))"))
          .hasCount(rows.count());

      visit.open("/signals/boiler/supply-temperature");
      assertThat(visit.page().locator("main .badge")).hasText("Simulated");
      String value = visit.part("value").innerText();
      assertThat(visit.part("value")).not().hasText(value);
      visit.assertClean();
    }
  }

  @Test
  void theMeanIsThatOfTheReadings() throws Exception {
    try (Product product = claimed(new Product(folder, "")).start();
        Visit visit = chromium.visit(product, Look.DESKTOP_LIGHT)) {
      for (String value : List.of("10", "20", "30", "40")) {
        publish(product, "test/mean/x", value);
      }
      visit.loggedIn(NAME, PASSWORD).open("/signals/test/mean/x");
      assertThat(visit.part("mean")).hasText("25");
      visit.awaitConnection("live");
      visit.part("show-table").click();
      assertThat(visit.part("mean")).hasText("25");
      assertThat(visit.part("trend")).hasCount(0);
      visit.picture("few-readings");
      visit.assertClean();
    }
  }

  @Test
  void anAdministratorDeletesASignalAndADeviceThatIsGone() throws Exception {
    try (Product product = claimed(new Product(folder, "")).start();
        Visit visit = chromium.visit(product, Look.PHONE_LIGHT)) {
      publish(product, "hall/old", "{\"a\": 1, \"b\": 2, \"c\": true}");
      publish(product, "hall/new", "{\"a\": 1}");
      visit.loggedIn(NAME, PASSWORD).open("/signals/hall/old/a");
      visit.part("delete").click();
      assertThat(visit.part("delete-device")).containsText("3 signals");
      visit.assertAccessible();
      visit.picture("delete");
      visit.part("delete-signal").click();
      visit.awaitPath("/signals");
      assertThat(visit.row("hall/old/b")).isVisible();
      assertThat(visit.row("hall/old/a")).hasCount(0);

      visit.open("/signals/hall/old/c");
      visit.picture("switch");
      visit.part("delete").click();
      visit.part("delete-device").click();
      visit.awaitPath("/signals");
      assertThat(visit.row("hall/new/a")).isVisible();
      assertThat(visit.page().locator("tbody tr")).hasCount(1);

      visit.open("/signals/hall/old/c");
      assertThat(visit.part("signal-missing")).containsText("hall/old/c");
      visit.assertAccessible();
      visit.picture("missing");
      visit.open("/nowhere");
      assertThat(visit.page().locator("main h1")).hasText("There is no such page");
      visit.assertUnharmed();
    }
  }

  @Test
  void aPageSurvivesTheGatewayBeingKilled() throws Exception {
    try (Product product = claimed(new Product(folder, "")).start();
        Visit visit = chromium.visit(product, Look.DESKTOP_LIGHT)) {
      publish(product, "hall/oven/temperature", "180.5");
      visit.loggedIn(NAME, PASSWORD).open("/signals/hall/oven/temperature");
      visit.awaitConnection("live");
      fillChart(product, visit, 5);
      String value = visit.part("value").innerText();

      product.kill();
      visit.awaitConnection("reconnecting|offline");
      assertThat(visit.part("value")).hasText(value);
      assertThat(visit.part("quality")).containsText("Stale");
      visit.awaitConnection("offline");
      assertThat(visit.part("offline-banner")).isVisible();
      visit.assertAccessible();
      visit.picture("offline");

      product.start();
      // Sessions end with the process that keeps them; the page asked for is kept.
      assertThat(visit.part("farewell")).containsText("restarted");
      visit.picture("farewell");
      visit.logIn(NAME, PASSWORD);
      visit.awaitPath("/signals/hall/oven/temperature");
      visit.awaitConnection("live");
      assertThat(visit.part("value")).hasText(value);
      // Fewer may be there: a value seen live is drawn at the time of its frame, a moment later.
      assertThat(visit.part("chart"))
          .hasAttribute("data-points", Pattern.compile("^([3-9]|\\d\\d+)$"));
      assertThat(visit.part("min")).hasText("20.5");
      assertThat(visit.part("max")).hasText("180.5");
      publish(product, "hall/oven/temperature", "99.5");
      assertThat(visit.part("value")).hasText("99.5");
      visit.assertUnharmed();
    }
  }

  @Test
  void aHostilePublisherRunsNothingInThePage() throws Exception {
    String hostile = "<img src=x onerror=alert(1)>";
    try (Product product = claimed(new Product(folder, "")).start();
        Visit visit = chromium.visit(product, Look.DESKTOP_LIGHT)) {
      publish(product, "evil/" + hostile + "/name", hostile);
      publish(product, "evil/payload", "{\"" + hostile + "\": \"" + hostile + "\"}");
      publish(product, "evil/broken", "{" + hostile);

      visit.loggedIn(NAME, PASSWORD).open("/signals");
      assertThat(visit.row("evil/" + hostile + "/name").getByTestId("row-value")).hasText(hostile);
      assertThat(visit.row("evil/payload/" + hostile).getByTestId("row-value")).hasText(hostile);
      visit.picture("hostile");
      visit.row("evil/payload/" + hostile).locator("th a").click();
      assertThat(visit.part("value")).hasText(hostile);
      assertThat(visit.part("signal-id")).hasText("evil/payload/" + hostile);
      publish(product, "evil/payload", "{\"" + hostile + "\": \"<script>alert(2)</script>\"}");
      assertThat(visit.part("value")).hasText("<script>alert(2)</script>");
      visit.open("/signals?q=" + URLEncoder.encode(hostile + "!", UTF_8));
      assertThat(visit.part("no-match")).containsText(hostile);
      visit.open("/ledger");
      assertThat(visit.part("troubles")).containsText(hostile);
      assertThat(visit.page().locator("img")).hasCount(0);
      visit.assertClean();
    }
  }

  /** Publishes 20.5, 21.5 and so on until the chart shows so many points. */
  private static void fillChart(Product product, Visit visit, int wanted) {
    String topic = visit.part("signal-id").innerText();
    int[] n = {0};
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread() // the browser belongs to it
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              String value = (20 + n[0]++) + ".5";
              publish(product, topic, value);
              assertThat(visit.part("value")).hasText(value);
              return visit.points() >= wanted;
            });
  }

  private static void publish(Product product, String topic, String payload)
      throws IOException, InterruptedException {
    String port = String.valueOf(product.mqttPort());
    run("mosquitto_pub", "-h", "127.0.0.1", "-p", port, "-q", "1", "-t", topic, "-m", payload);
  }

  private static void run(String... words) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(words[0] + " is missing: apt-get install mosquitto-clients", e);
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(List.of(words) + ": " + said).isZero();
  }

  private static String setupCode(Product product) throws IOException {
    Matcher matcher = Pattern.compile("claim it with the code (\\S+)").matcher(product.log());
    assertThat(matcher.find()).as("a code in the log").isTrue();
    return matcher.group(1);
  }
}
