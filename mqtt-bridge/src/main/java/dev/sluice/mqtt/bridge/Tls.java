package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.ServerTrust.DistrustException;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to a broker, and words for what can go wrong with it. The files are read for each connection,
 * so a renewed one is taken without a restart.
 */
final class Tls {

  private final MqttSettings settings;
  private final WallClock clock;

  Tls(MqttSettings settings, WallClock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Shakes hands over a connected socket.
   *
   * @param protocol what we say that we speak (ALPN); null if nothing
   */
  SSLSocket over(Socket raw, Address address, @Nullable String protocol)
      throws UnreachableException {
    ClientKeys keys = keys();
    try {
      Pin pin = settings.pin() == null ? null : Pin.parse(settings.pin());
      boolean pinOnly = pin != null && settings.ca() == null;
      ServerTrust trust = new ServerTrust(address, authorities(), pin, pinOnly, clock);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(raw, address.host(), address.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      if (!pinOnly) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      if (protocol != null) {
        parameters.setApplicationProtocols(new String[] {protocol});
      }
      socket.setSSLParameters(parameters);
      long start = clock.nanos();
      socket.startHandshake();
      if (keys.asked()) {
        awaitNo(socket, clock.nanos() - start);
      }
      return socket;
    } catch (SocketException e) {
      // Broken off in the midst of our answer: what the broker had to say about it is lost.
      throw keys.asked() ? sweptAway(address) : words(e, address);
    } catch (IOException e) {
      throw words(e, address);
    } catch (GeneralSecurityException e) {
      throw UnreachableException.untilChanged(
          "the certificate of this gateway cannot be used; look whether cert and key belong"
              + " together");
    }
  }

  private UnreachableException sweptAway(Address address) {
    return UnreachableException.forNow(
        address.place()
            + " asked for a certificate of this gateway and broke off; "
            + (settings.cert() == null
                ? "write the files of one in cert and key"
                : "look whether the one in cert is valid and signed by the broker's authority"));
  }

  /** What a failure of a connection with TLS means, in words. */
  UnreachableException words(IOException failure, Address address) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DistrustException distrust) {
        String why = String.valueOf(distrust.getMessage());
        return distrust.byClock()
            ? UnreachableException.forNow(why)
            : UnreachableException.untilChanged(why);
      }
    }
    String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (failure instanceof SSLException && said.contains("received fatal alert")) {
      return alert(said, address);
    }
    if (failure instanceof SSLException && said.contains("unrecognized ssl message")) {
      return UnreachableException.forNow(
          address.place()
              + " answers, but not in TLS; write the port for TLS in url, or mqtt:// or ws://");
    }
    return UnreachableException.forNow(
        "the connection to " + address.place() + " ended while TLS began: " + plain(failure));
  }

  private UnreachableException alert(String said, Address address) {
    String name = said.substring(said.lastIndexOf(':') + 1).strip();
    boolean shown = settings.cert() != null;
    return switch (name) {
      case "certificate_required", "handshake_failure" ->
          UnreachableException.untilChanged(
              address.place()
                  + (shown
                      ? " does not take the certificate in cert (TLS says "
                          + name
                          + "); write one"
                          + " that its authority has signed"
                      : " wants a certificate of this gateway (TLS says "
                          + name
                          + "); write its files in cert and key"));
      case "bad_certificate",
          "unknown_ca",
          "certificate_unknown",
          "certificate_expired",
          "certificate_revoked",
          "unsupported_certificate",
          "access_denied",
          "decrypt_error" ->
          UnreachableException.untilChanged(
              address.place()
                  + " does not take the certificate of this gateway (TLS says "
                  + name
                  + "); write one in cert that is valid and that the broker's authority has signed");
      case "protocol_version" ->
          UnreachableException.untilChanged(
              address.place() + " speaks neither TLS 1.2 nor 1.3; update it");
      case "unrecognized_name" ->
          UnreachableException.untilChanged(
              address.place()
                  + " does not know this name; write the one of its certificate in url");
      default ->
          UnreachableException.forNow(address.place() + " ended the connection: TLS says " + name);
    };
  }

  /** The message of a failure of a socket, without what only programmers understand. */
  static String plain(IOException failure) {
    String said = failure.getMessage();
    if (said == null || said.isBlank()) {
      return "it was closed";
    }
    return failure instanceof SocketException ? said.toLowerCase(Locale.ROOT) : said;
  }

  private X509ExtendedTrustManager authorities()
      throws GeneralSecurityException, IOException, UnreachableException {
    @Nullable KeyStore store = null;
    String ca = settings.ca();
    if (ca != null) {
      store = empty();
      List<X509Certificate> certificates = Pem.certificates("ca", ca);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("ca-" + i, certificates.get(i));
      }
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager authorities) {
        return authorities;
      }
    }
    throw new IllegalStateException("every Java platform has such a trust manager");
  }

  private ClientKeys keys() throws UnreachableException {
    String cert = settings.cert();
    String key = settings.key();
    return cert == null || key == null
        ? new ClientKeys(null)
        : new ClientKeys(
            Pem.key("key", key), Pem.certificates("cert", cert).toArray(X509Certificate[]::new));
  }

  /**
   * In TLS 1.3 a server says no to our certificate after the handshake. Waits a moment for that,
   * since a write that crosses it may sweep it away, and with it the reason.
   */
  private static void awaitNo(SSLSocket socket, long handshake) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout((int) Math.min(2_000, 250 + handshake / 1_000_000));
    try {
      if (socket.getInputStream().read() >= 0) {
        throw new IOException("it speaks before it is spoken to, which is not MQTT");
      }
      throw new SocketException("it was closed when it had seen our certificate, or none");
    } catch (SocketTimeoutException e) {
      socket.setSoTimeout(before);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
