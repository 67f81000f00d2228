package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubDeviceTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";

  @Test
  void readsAConnectionStringInAnyOrderAndCase() {
    HubDevice device =
        HubDevice.parse(
            " DeviceId=plant-7;sharedaccesskey=" + KEY + ";HostName=Plant.azure-devices.net;\n");
    assertThat(device).isEqualTo(new HubDevice("plant.azure-devices.net", null, "plant-7", KEY));
    assertThat(device.resource()).isEqualTo("plant.azure-devices.net/devices/plant-7");
    assertThat(device.toString()).doesNotContain(KEY);
  }

  @Test
  void knowsTheGatewayBeforeTheHubAndDevicesWithACertificate() {
    assertThat(HubDevice.parse("HostName=h;DeviceId=d;GatewayHostName=edge;SharedAccessKey=" + KEY))
        .isEqualTo(new HubDevice("h", "edge", "d", KEY));
    assertThat(HubDevice.parse("HostName=h;DeviceId=d;x509=true").key()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | no connection string",
        "HostName=h;SharedAccessKey=QUJD | no DeviceId",
        "DeviceId=d;SharedAccessKey=QUJD | no HostName",
        "HostName=h;DeviceId=a/b;SharedAccessKey=QUJD | no device can have",
        "HostName=h;SharedAccessKeyName=iothubowner;SharedAccessKey=QUJD | policy of the hub",
        "HostName=h;DeviceId=d;SharedAccessSignature=QUJD | cannot be renewed",
        "HostName=h;DeviceId=d;ModuleId=m;SharedAccessKey=QUJD | one of a module",
        "HostName=h;DeviceId=d;SharedAccessKey=QUJ! | no base64",
      })
  void refusesOthersWithoutShowingThem(String text, String reason) {
    assertThatThrownBy(() -> HubDevice.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("copy")
        .hasMessageNotContaining("QUJ");
  }
}
