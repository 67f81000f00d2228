package dev.sluice.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.ConsoleSection;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

  /** Long work: an export may wait for the disk, a parcel for the journal. */
  private static final int PATIENCE_MILLIS = 120_000;

  private static final int MOST_PROBLEM = 2_000;

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
    HttpURLConnection connection = connect(listen, "/api/v1/health", "");
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try {
      boolean ready = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (InputStream body = ready ? connection.getInputStream() : connection.getErrorStream()) {
        if (body == null) {
          throw new IOException("an answer without a body");
        }
        return read(body);
      }
    } catch (IOException e) {
      throw new IOException(connection.getURL() + " does not answer: " + e.getMessage(), e);
    }
  }

  /** The first address of the console in the configuration. */
  static ConsoleSection.Listen listener(ConfigLoader loader, Path file) throws CommandFailed {
    try {
      return loader.load(file).config().console().listen().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandFailed(
                      ExitCode.UNAVAILABLE,
                      "the gateway that runs has no console to ask (console.listen is empty): stop"
                          + " it, or give it one"));
    } catch (ConfigException e) {
      throw new CommandFailed(ExitCode.CONFIG, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A request that is not sent yet.
   *
   * @param bearer a token, or empty
   */
  HttpURLConnection connect(ConsoleSection.Listen listen, String path, String bearer)
      throws IOException {
    String host =
        switch (listen.bind()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "[::1]";
          default -> listen.bind().contains(":") ? "[" + listen.bind() + "]" : listen.bind();
        };
    URI address =
        URI.create((listen.tls() ? "https://" : "http://") + host + ":" + listen.port() + path);
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      if (connection instanceof HttpsURLConnection secure) {
        // Its own certificate and no other; the name in it need not be the one asked for.
        secure.setSSLSocketFactory(trusting(data.resolve("tls/gateway-cert.pem")));
        secure.setHostnameVerifier((name, session) -> true);
      }
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      if (!bearer.isEmpty()) {
        connection.setRequestProperty("Authorization", "Bearer " + bearer);
      }
      return connection;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(address + " does not answer: " + e.getMessage(), e);
    }
  }

  /** What went wrong, as the answer's problem document says it. */
  static String problem(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (InputStream body = connection.getErrorStream()) {
      String text =
          body == null ? "" : new String(body.readNBytes(MOST_PROBLEM), StandardCharsets.UTF_8);
      return status + " " + text.strip();
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
