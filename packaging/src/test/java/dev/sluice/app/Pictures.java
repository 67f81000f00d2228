package dev.sluice.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the documents from the running product. Not part of the tests, as it runs
 * the simulated plant until its chart is full, a quarter of an hour: {@code mvn verify -pl
 * packaging -am -Dtest=None -Dit.test=Pictures -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class Pictures {

  private static final Path IMAGES = Path.of("..", "docs", "images");
  private static final int LARGEST = 200_000;
  private static final double PATIENCE = 20 * 60_000d;

  private static final String PASSWORD = "a picture of a plant";

  /** Of the 900 seconds that the chart shows. */
  private static final Pattern ALMOST_FULL = Pattern.compile("^(8[5-9]|9\\d)\\d$");

  private static final String PAINTED =
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

  @TempDir private Path folder;

  @Test
  void areTakenOfAPlantThatRanForAWhile() throws Exception {
    String plant = Files.readString(Path.of("src", "main", "run", "sluice.yaml"));
    try (Product product = new Product(folder, plant.substring(plant.indexOf("devices:")));
        Chromium chromium = new Chromium()) {
      String config = Files.readString(product.config());
      Files.writeString(product.config(), config.replace("name: test", "name: demo-plant"));
      product.tell(PASSWORD + "\n", "user", "add", "anna", "--role", "admin", "--password-stdin");
      product.start();
      try (Visit dark = chromium.visit(product, Look.DESKTOP_DARK);
          Visit light = chromium.visit(product, Look.DESKTOP_LIGHT)) {
        dark.loggedIn("anna", PASSWORD).open("/signals/boiler/supply-temperature");
        assertThat(dark.part("chart"))
            .hasAttribute(
                "data-points", ALMOST_FULL, new HasAttributeOptions().setTimeout(PATIENCE));
        take(dark, "signal-dark");

        light.loggedIn("anna", PASSWORD);
        // The little lines come after the table.
        light
            .page()
            .waitForResponse(
                answer -> answer.url().contains("/api/v1/history"), () -> light.open("/signals"));
        light.awaitConnection("live");
        take(light, "signals-light");
      }
    }
  }

  private static void take(Visit visit, String name) throws Exception {
    visit.page().evaluate(PAINTED);
    Path file = IMAGES.resolve(name + ".png");
    visit.page().screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(Files.size(file)).as("bytes of " + file).isLessThan(LARGEST);
  }
}
