package dev.sluice.mqtt.bridge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token that proves to Azure IoT Hub that we have a device's key, without showing it.
 *
 * <p>Its form is from <a
 * href="https://learn.microsoft.com/azure/iot-hub/authenticate-authorize-sas">Control access to IoT
 * Hub by using shared access signatures</a>: HMAC-SHA256 over the encoded resource, a line feed and
 * the end in seconds.
 */
final class SasToken {

  private SasToken() {}

  /**
   * Makes a token.
   *
   * @param resource what it opens: {@code HUB/devices/DEVICE}
   * @param key the device's key, in base64
   * @param end when it ends, in seconds since 1970
   * @throws IllegalArgumentException if the key is no base64; its message does not show it
   */
  static String of(String resource, String key, long end) {
    String encoded = encode(resource);
    byte[] signed = (encoded + "\n" + end).getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
      String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed));
      return "SharedAccessSignature sr=" + encoded + "&sig=" + encode(signature) + "&se=" + end;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** True if a text can be a key. */
  static boolean isKey(String text) {
    try {
      return bytes(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Percent-encoded so that nothing but letters, digits and {@code -_.~} stands for itself. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static byte[] bytes(String key) {
    try {
      return Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      // The original message may have a piece of the key in it.
      throw new IllegalArgumentException("no base64");
    }
  }
}
