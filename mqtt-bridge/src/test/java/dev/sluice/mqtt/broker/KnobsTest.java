package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.embedded.EmbeddedHiveMQ;
import dev.sluice.config.MqttSection;
import dev.sluice.config.MqttSection.Anonymous;
import dev.sluice.config.MqttSection.Listen;
import java.io.StringReader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnobsTest {

  private final MqttSection section =
      TestBroker.section(
          Anonymous.NEVER,
          List.of(
              new Listen(1883, "0.0.0.0", false, false, false),
              new Listen(8083, "::1", false, true, true)));

  @Test
  void whatIsWrittenIsWhatHiveMqReads(@TempDir Path folder) throws Exception {
    String xml = new Knobs(section, folder, null).xml();
    URL schema = EmbeddedHiveMQ.class.getResource("/config.xsd");
    assertThat(schema).isNotNull();
    // A wrong configuration would end the process.
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(schema)
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
    assertThat(xml)
        .contains("<port>1883</port>", "<bind-address>::1</bind-address>", "<path>/mqtt</path>")
        .contains("<max-packet-size>" + TestBroker.PACKET_LIMIT + "</max-packet-size>")
        .contains("<max-connections>500</max-connections>")
        .contains("<max-queue-size>1000</max-queue-size>")
        .contains("<mode>in-memory</mode>")
        .contains("<anonymous-usage-statistics><enabled>false</enabled>");
  }

  @Test
  void tlsIsWrittenAsHiveMqReadsItAndWithoutThePassword(@TempDir Path folder) throws Exception {
    MqttSection encrypted =
        TestBroker.section(
            Anonymous.NEVER,
            List.of(
                new Listen(8883, "0.0.0.0", true, false, false),
                new Listen(8884, "0.0.0.0", true, true, false)));
    String xml = new Knobs(encrypted, folder.resolve("a & b"), null).xml();
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(EmbeddedHiveMQ.class.getResource("/config.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
    assertThat(xml)
        .contains("<tls-tcp-listener>", "<tls-websocket-listener>", "/a &amp; b/key.p12</path>")
        .contains("<password>${sluice.broker.keystore}</password>");
  }

  @Test
  void theFolderIsEmptiedAndNothingElse(@TempDir Path data) throws Exception {
    Path folder = data.resolve("broker");
    Files.createDirectories(folder.resolve("data/deep"));
    Files.writeString(folder.resolve("data/deep/old"), "x");
    Files.writeString(data.resolve("precious"), "x");
    Files.createSymbolicLink(folder.resolve("link"), data.resolve("precious"));

    new Knobs(section, folder, null).turn();

    assertThat(folder.resolve("data/deep")).doesNotExist();
    assertThat(folder.resolve("link")).doesNotExist();
    assertThat(data.resolve("precious")).exists();
    assertThat(folder.resolve("conf/config.xml")).exists();
  }
}
