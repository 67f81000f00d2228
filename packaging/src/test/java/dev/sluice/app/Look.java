package dev.sluice.app;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;

/** A screen and its brightness, as people have them. */
enum Look {
  DESKTOP_LIGHT(false, ColorScheme.LIGHT),
  DESKTOP_DARK(false, ColorScheme.DARK),
  PHONE_LIGHT(true, ColorScheme.LIGHT),
  PHONE_DARK(true, ColorScheme.DARK);

  private final boolean phone;
  private final ColorScheme scheme;

  Look(boolean phone, ColorScheme scheme) {
    this.phone = phone;
    this.scheme = scheme;
  }

  boolean dark() {
    return scheme == ColorScheme.DARK;
  }

  /** For the names of files. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  NewContextOptions context(String address) {
    NewContextOptions options =
        new NewContextOptions()
            .setBaseURL(address)
            .setLocale("en-GB")
            .setTimezoneId("UTC")
            .setColorScheme(scheme);
    return phone
        ? options.setViewportSize(390, 844).setHasTouch(true).setIsMobile(true)
        : options.setViewportSize(1280, 800);
  }
}
