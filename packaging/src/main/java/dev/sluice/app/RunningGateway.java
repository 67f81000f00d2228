package dev.sluice.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.config.ConsoleSection;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The gateway that runs on a data folder, asked from outside how it is.
 *
 * @param data the folder
 */
record RunningGateway(Path data) {

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * What it says of itself.
   *
   * @param status up, degraded or down
   * @param causes of each check that is not up
   */
  record Health(String status, List<String> causes) {}

  /**
   * Asks for its health.
   *
   * @throws IOException if it does not answer; the message says where
   */
  Health health(ConsoleSection.Listen listen) throws IOException {
    String host =
        switch (listen.bind()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "[::1]";
          default -> listen.bind().contains(":") ? "[" + listen.bind() + "]" : listen.bind();
        };
    URI address =
        URI.create(
            (listen.tls() ? "https://" : "http://")
                + host
                + ":"
                + listen.port()
                + "/api/v1/health");
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      if (connection instanceof HttpsURLConnection secure) {
        // Its own certificate and no other; the name in it need not be the one asked for.
        secure.setSSLSocketFactory(trusting(data.resolve("tls/gateway-cert.pem")));
        secure.setHostnameVerifier((name, session) -> true);
      }
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      boolean ready = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (InputStream body = ready ? connection.getInputStream() : connection.getErrorStream()) {
        if (body == null) {
          throw new IOException("an answer without a body");
        }
        return read(body);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(address + " does not answer: " + e.getMessage(), e);
    }
  }

  private static Health read(InputStream body) throws IOException {
    String status = "";
    List<String> causes = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        json.nextToken();
        switch (member) {
          case "status" -> status = json.getText();
          case "checks" -> causes.addAll(causes(json));
          default -> json.skipChildren();
        }
      }
    }
    return new Health(status, causes);
  }

  private static List<String> causes(JsonParser json) throws IOException {
    List<String> causes = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String check = json.currentName();
      String status = "";
      String cause = "";
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        json.nextToken();
        switch (member) {
          case "status" -> status = json.getText();
          case "cause" -> cause = json.getText();
          default -> json.skipChildren();
        }
      }
      if (!status.equals("up")) {
        causes.add(check + ": " + cause);
      }
    }
    return causes;
  }

  private static SSLSocketFactory trusting(Path file) throws IOException, GeneralSecurityException {
    Certificate certificate;
    try (InputStream in = Files.newInputStream(file)) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("gateway", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
