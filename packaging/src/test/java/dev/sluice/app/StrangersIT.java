package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes from the network needs a credential, and may do what that says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class StrangersIT {

  private static final int NOT_AUTHORIZED_3 = 5;
  private static final int NOT_AUTHORIZED_5 = 0x87;
  private static final int ADMINISTRATIVE_ACTION = 0x98;

  private Product product;
  private InetAddress address;
  private int port;
  private String password = "";

  /**
   * Listens on the network where this machine has one; where it has not, nobody comes without a
   * credential.
   */
  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(any -> any instanceof Inet4Address && !any.isLoopbackAddress())
            .findFirst()
            .orElse(loopback);
    port = Product.freePort();
    String who = address.equals(loopback) ? "never" : "loopback";
    product =
        new Product(folder, "")
            .configured(
                text ->
                    text.replace(
                        "  anonymous: loopback",
                        "    - {port: %d, bind: %s}\n  anonymous: %s"
                            .formatted(port, address.getHostAddress(), who)))
            .start();
    password = credential("press");
    credential("oven");
  }

  @AfterAll
  void stop() {
    product.close();
  }

  private String credential(String name, String... more) throws Exception {
    String[] words = new String[3 + more.length];
    System.arraycopy(new String[] {"device", "add", name}, 0, words, 0, 3);
    System.arraycopy(more, 0, words, 3, more.length);
    Product.Said said = product.say(words);
    Matcher shown =
        Pattern.compile("user: " + name + "\npassword: (\\S+)\\s*").matcher(said.text());
    assertThat(shown.find()).as(said.text()).isTrue();
    return shown.group(1);
  }

  private RawMqtt client(int version) throws Exception {
    return new RawMqtt(address, port, version);
  }

  private RawMqtt press(int version, String client) throws Exception {
    RawMqtt raw = client(version);
    assertThat(raw.connect(client, "press", password)).isZero();
    return raw;
  }

  private int status(String signal) throws Exception {
    return product.get("/api/v1/signals/" + signal, true).statusCode();
  }

  @ParameterizedTest
  @CsvSource({"4," + NOT_AUTHORIZED_3, "5," + NOT_AUTHORIZED_5})
  void anUnknownClientIsRefused(int version, int code) throws Exception {
    try (RawMqtt stranger = client(version)) {
      assertThat(stranger.connect("stranger", "", "")).isEqualTo(code);
    }
    try (RawMqtt guesser = client(version)) {
      assertThat(guesser.connect("guesser", "press", "guess")).isNotZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aDevicePublishesBelowItsOwnNameAndNowhereElse(int version) throws Exception {
    try (RawMqtt press = press(version, "any-id-" + version)) {
      assertThat(press.publishAndWait("press/v" + version + "/force", "12", 1)).isTrue();
      assertThat(press.publishAndWait("oven/v" + version, "666", 2)).isFalse();
    }
    product.awaitLast("press/v" + version + "/force", "12");
    assertThat(status("oven/v" + version)).isEqualTo(404);
    JsonNode troubles = product.json("/api/v1/troubles");
    assertThat(troubles)
        .anySatisfy(
            trouble -> {
              assertThat(trouble.get("source").asText())
                  .isEqualTo("press (client id any-id-" + version + ")");
              assertThat(trouble.get("reason").asText()).isEqualTo("not-authorized");
              assertThat(trouble.get("topic").asText()).isEqualTo("oven/v" + version);
            });
  }

  @ParameterizedTest
  @CsvSource({"press/#,true", "press/set,true", "oven/#,false", "#,false", "+/force,false"})
  void aDeviceSubscribesBelowItsOwnNameAndNowhereElse(String filter, boolean allowed)
      throws Exception {
    try (RawMqtt press = press(5, "subscriber")) {
      int code = press.subscribe(filter);
      if (allowed) {
        assertThat(code).isLessThan(0x80);
      } else {
        assertThat(code).isEqualTo(NOT_AUTHORIZED_5);
      }
    }
  }

  @Test
  void aTopicWithOneLevelLandsInTheDeviceOfTheCredential() throws Exception {
    try (RawMqtt press = press(4, "oven")) {
      assertThat(press.publishAndWait("press", "3", 1)).isTrue();
    }
    product.awaitLast("press/press", "3");
    assertThat(status("oven/press")).isEqualTo(404);
  }

  @Test
  void aDeviceThatWasShutOutDoesNotComeBack() throws Exception {
    String gone = credential("gone", "--publish", "gone/#");
    try (RawMqtt five = client(5);
        RawMqtt three = client(4)) {
      assertThat(five.connect("gone-5", "gone", gone)).isZero();
      assertThat(three.connect("gone-3", "gone", gone)).isZero();
      // Another process than the one with the connections; they are ended all the same.
      assertThat(product.say("device", "remove", "gone").exit()).isZero();
      RawMqtt.Packet end = five.next();
      assertThat(end.type()).isEqualTo(RawMqtt.DISCONNECT);
      assertThat(end.body()[0] & 0xFF).isEqualTo(ADMINISTRATIVE_ACTION);
      assertThat(three.next().type()).isEqualTo(RawMqtt.CLOSED);
    }
    try (RawMqtt client = client(5)) {
      assertThat(client.connect("gone", "gone", gone)).isNotZero();
    }
  }
}
