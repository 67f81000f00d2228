package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.CertificateIdentity;
import dev.sluice.access.DataFolder;
import dev.sluice.access.GatewayCertificate;
import dev.sluice.access.Role;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console over TLS with the gateway's own certificate. */
class TlsIT {

  @SuppressWarnings("NullAway.Init")
  private TestConsole console;

  @BeforeEach
  void start(@TempDir Path data) throws Exception {
    GatewayCertificate certificate =
        GatewayCertificate.loadOrMake(
            DataFolder.open(data),
            new CertificateIdentity(
                "plant-7", List.of("localhost"), List.of(InetAddress.getLoopbackAddress())),
            new SteppedClock(),
            new SecureRandom());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", certificate.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    console =
        new TestConsole(
            new ConsoleServer.Pem(certificate.keyFile(), certificate.certificateFile()), context);
    console.account("anna", Role.VIEWER);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void the_cookie_is_secure_and_bound_to_the_host() {
    HttpResponse<String> answer =
        console.post(
            "/api/v1/session",
            new JsonObject().put("name", "anna").put("password", TestConsole.PASSWORD).encode());
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-sluice=")
        .contains("Secure")
        .contains("Path=/")
        .contains("SameSite=Strict");
    assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
    HttpResponse<String> signals =
        console.send(
            "/api/v1/signals", request -> request.header("Cookie", TestConsole.cookie(answer)));
    assertThat(signals.statusCode()).isEqualTo(200);
  }

  @Test
  void an_origin_without_tls_is_foreign() {
    TestConsole.Browser browser = console.logIn("anna");
    for (String[] origin :
        new String[][] {
          {console.origin(), "204"}, {console.origin().replace("https:", "http:"), "403"}
        }) {
      TestConsole.Browser session = origin[1].equals("403") ? browser : console.logIn("anna");
      HttpResponse<String> answer =
          console.send(
              "/api/v1/session",
              request ->
                  request
                      .DELETE()
                      .header("Cookie", session.cookie())
                      .header("Origin", origin[0])
                      .header("X-CSRF-Token", session.csrf()));
      assertThat(answer.statusCode()).isEqualTo(Integer.parseInt(origin[1]));
    }
  }

  @Test
  void the_live_stream_works_over_tls() {
    TestConsole.Browser browser = console.logIn("anna");
    LiveViewer viewer = new LiveViewer();
    WebSocket socket =
        LiveViewer.browse(console, viewer, browser.cookie(), console.origin()).join();
    assertThat(viewer.await("hello").getInteger("proto")).isEqualTo(1);
    socket.abort();
  }

  @Test
  void a_client_that_would_like_http_2_gets_http_1() {
    HttpResponse<String> page = console.get("/");
    assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(page.body()).contains("importmap");
    HttpResponse<String> refused = console.get("/api/v1/signals");
    assertThat(TestConsole.problem(refused)).isEqualTo("not-logged-in");
  }
}
