package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mqtt.bridge.Terms.Allowance;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzureIotHubTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private static final String STRING =
      "HostName=plant.azure-devices.net;DeviceId=dev-1;SharedAccessKey=" + KEY;

  /** Stands at 2026-01-01T00:00:00Z. */
  private static final WallClock NEW_YEAR =
      new WallClock() {
        @Override
        public long micros() {
          return Parcels.NEW_YEAR;
        }

        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public boolean trusted() {
          return true;
        }
      };

  private static AzureIotHub hub(String keys) {
    return new AzureIotHub(
        Written.settings("preset: azure-iot-hub\n" + keys), "plant 7", "b-1", NEW_YEAR);
  }

  @Test
  void aConnectionStringIsEnough() throws Exception {
    AzureIotHub hub = hub("connectionString: " + STRING);
    assertThat(hub.addresses())
        .containsExactly(new Address(true, false, "plant.azure-devices.net", 8883, ""));
    assertThat(hub.version()).isEqualTo("3.1.1");
    Login login = hub.login();
    assertThat(login.clientId()).isEqualTo("dev-1");
    assertThat(login.username()).isEqualTo("plant.azure-devices.net/dev-1/?api-version=2021-04-12");
    assertThat(new String(login.password(), UTF_8))
        .isEqualTo(SasToken.of("plant.azure-devices.net/devices/dev-1", KEY, 1_767_229_200));
    assertThat(login.until()).isEqualTo(1_767_229_200_000_000L);
    assertThat(hub.allowance()).isEqualTo(new Allowance(100, 100, 0));
  }

  @Test
  void aGatewayBeforeTheHubIsConnectedToInItsPlace() throws Exception {
    AzureIotHub hub = hub("connectionString: " + STRING + ";GatewayHostName=edge.plant");
    assertThat(hub.addresses()).extracting(Address::place).containsExactly("edge.plant:8883");
    assertThat(hub.login().username()).startsWith("plant.azure-devices.net/");
  }

  @Test
  void aKeyNeedsTheHubsNameAndTheDeviceIsTheGateway() throws Exception {
    AzureIotHub hub =
        new AzureIotHub(
            Written.settings(
                "preset: azure-iot-hub\nurl: plant.azure-devices.net\ntokenLife: 10m\nsasKey: "
                    + KEY),
            "plant-7",
            "b-1",
            NEW_YEAR);
    assertThat(hub.login().clientId()).isEqualTo("plant-7");
    assertThat(new String(hub.login().password(), UTF_8))
        .isEqualTo(SasToken.of("plant.azure-devices.net/devices/plant-7", KEY, 1_767_226_200));
  }

  @Test
  void aCertificateNeedsNoToken() throws Exception {
    AzureIotHub hub =
        hub("url: plant.azure-devices.net\nclientId: dev-9\ncert: /c.pem\nkey: /k.pem");
    assertThat(hub.login().password()).isNull();
    assertThat(hub.login().until()).isEqualTo(Login.FOR_EVER);
    assertThat(hub.login().username()).startsWith("plant.azure-devices.net/dev-9/?api-version=");
  }

  @Test
  void aWebSocketHasTheHubsPath() throws Exception {
    assertThat(hub("url: wss://plant.azure-devices.net\nsasKey: " + KEY).addresses())
        .containsExactly(
            new Address(true, true, "plant.azure-devices.net", 443, "/$iothub/websocket"));
    assertThat(hub("url: wss://edge/own\nsasKey: " + KEY).addresses())
        .extracting(Address::path)
        .containsExactly("/own");
  }

  @Test
  void filesAreReadForEachConnection(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("connection");
    AzureIotHub hub = hub("connectionStringFile: " + file);
    assertThatThrownBy(hub::login)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("connectionStringFile")
        .hasMessageContaining("does not exist");
    Files.writeString(file, STRING + "\n");
    assertThat(hub.login().clientId()).isEqualTo("dev-1");
    Files.writeString(file, STRING.replace("dev-1", "dev-2"));
    assertThat(hub.login().clientId()).isEqualTo("dev-2");
    Files.writeString(file, STRING.replace(KEY, "c2VjcmV0!"));
    assertThatThrownBy(hub::login)
        .hasMessageContaining("no base64")
        .hasMessageNotContaining("c2VjcmV0")
        .isInstanceOfSatisfying(
            UnreachableException.class,
            refused -> assertThat(refused.verdict()).isInstanceOf(Refused.class));
  }

  @Test
  void theTopicCarriesWhatMqtt5HasPropertiesFor() {
    AzureIotHub hub = hub("connectionString: " + STRING);
    assertThat(hub.topic("dev-1", Parcels.of("line 1/oven/t+°", 1)))
        .isEqualTo(
            "devices/dev-1/messages/events/device=line%201%2Foven&signal=t%2B%C2%B0"
                + "&gateway=plant%207&boot=b-1&seq=7&$.ct=application%2Fjson&$.ce=utf-8");
    Parcel one = Parcels.of("oven/t", 1);
    Parcel late = new Parcel(one.signal(), null, one.value(), one.quality(), 1, -1, Lane.BACKFILL);
    assertThat(hub("connectionString: " + STRING + "\npayload: '{value}'\n").topic("dev-1", late))
        .isEqualTo(
            "devices/dev-1/messages/events/device=oven&signal=t&gateway=plant%207&boot=b-1"
                + "&backfill=true");
    assertThat(hub("connectionString: " + STRING + "\nper: device").topic("dev-1", one))
        .contains("device=oven&gateway");
  }

  @Test
  void aMessageMayHave256KiBWithItsProperties() {
    AzureIotHub hub = hub("connectionString: " + STRING);
    String topic = hub.topic("dev-1", Parcels.of("oven/t", 1));
    int most =
        256 * 1024 - (int) new Message(topic, new byte[0], 1, Lane.LIVE, List.of()).largest(0);
    assertThat(hub.unfit(new Message(topic, new byte[most], 1, Lane.LIVE, List.of(0)))).isNull();
    assertThat(hub.unfit(new Message(topic, new byte[most + 1], 1, Lane.LIVE, List.of(0))))
        .isNotNull()
        .satisfies(unfit -> assertThat(unfit.why()).contains("262145 bytes", "at most 262144"));
  }

  @Test
  void noSecretIsShown() {
    MqttSettings settings = Written.settings("preset: azure-iot-hub\nconnectionString: " + STRING);
    assertThat(settings.toString()).doesNotContain(KEY);
  }

  private static void listens(String keys, String topic, String remedy) {
    String all = keys + "\ndown: [{topic: \"" + topic + "\", publish: local}]\n";
    if (remedy.isEmpty()) {
      assertThat(hub(all)).isNotNull();
    } else {
      assertThatThrownBy(() -> hub(all))
          .hasMessageContaining("down[0].topic is not the one topic")
          .hasMessageContaining("; write " + remedy);
    }
  }

  @Test
  void aDeviceIsSentMessagesOnItsOwnTopicAlone() {
    String string = "connectionString: " + STRING;
    String own = "devices/dev-1/messages/devicebound/#";
    listens(string, own, "");
    listens(string, "cmd/#", own);
    listens(string, "devices/dev-2/messages/devicebound/#", own);
    listens(string, "devices/{gateway}/messages/devicebound/#", own);
    listens(string, "devices/dev-1/messages/devicebound/x", own);
    listens(string, "$iothub/methods/POST/#", own);
    String key = "url: plant.azure-devices.net\nsasKey: " + KEY;
    listens(key, "devices/{gateway}/messages/devicebound/#", "");
    listens(key, "devices/+/messages/devicebound/#", "devices/{gateway}/messages/devicebound/#");
    listens(key + "\nclientId: dev-9", "devices/dev-9/messages/devicebound/#", "");
    String file = "connectionStringFile: /etc/sluice/azure.connection";
    listens(file, "devices/whoever/messages/devicebound/#", "");
    listens(file, "devices/{gateway}/messages/devicebound/#", "devices/DEVICE/messages");
    listens(file, "devices/+/messages/devicebound/#", "devices/DEVICE/messages");
  }
}
