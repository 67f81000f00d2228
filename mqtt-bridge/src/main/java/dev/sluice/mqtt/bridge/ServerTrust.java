package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a broker is who it should be, one question after the other, so that it can say
 * which certificate failed which one, and what to do.
 */
final class ServerTrust extends X509ExtendedTrustManager {

  /** A certificate that is not trusted; its message says why, for people. */
  static final class DistrustException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final boolean byClock;

    DistrustException(String why, boolean byClock) {
      super(why);
      this.byClock = byClock;
    }

    /** True if it may be the gateway's clock that is wrong, and not the certificate. */
    boolean byClock() {
      return byClock;
    }
  }

  private final Address address;
  private final X509ExtendedTrustManager authorities;
  private final @Nullable Pin pin;
  private final boolean pinOnly;
  private final WallClock clock;

  /**
   * The trust in one broker.
   *
   * @param authorities who may vouch for it
   * @param pin what its certificate must be, null if any will do
   * @param pinOnly true if the pin alone decides, whoever vouches and whatever the name
   */
  ServerTrust(
      Address address,
      X509ExtendedTrustManager authorities,
      @Nullable Pin pin,
      boolean pinOnly,
      WallClock clock) {
    this.address = address;
    this.authorities = authorities;
    this.pin = pin;
    this.pinOnly = pinOnly;
    this.clock = clock;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    X509Certificate server = chain[0];
    checkTime(server);
    if (pin != null && !pin.fits(server)) {
      throw new DistrustException(
          called(server)
              + " is not the pinned one; if it was changed on purpose, write pin: "
              + Pin.of(server),
          false);
    }
    if (pinOnly) {
      return;
    }
    try {
      authorities.checkServerTrusted(chain, authType);
    } catch (CertificateException e) {
      // One that nobody needs may be out of date; it only counts when the chain does not hold.
      for (X509Certificate certificate : chain) {
        checkTime(certificate);
      }
      X509Certificate last = chain[chain.length - 1];
      throw new DistrustException(
          called(server)
              + " is vouched for by "
              + last.getIssuerX500Principal().getName()
              + ", whom this gateway does not know; write the file with the certificate of that"
              + " authority in ca",
          false);
    }
    try {
      authorities.checkServerTrusted(chain, authType, socket);
    } catch (CertificateException e) {
      throw new DistrustException(
          called(server)
              + " is for "
              + String.join(", ", names(server))
              + " and not for "
              + address.host()
              + "; write a name in url that it is for, or give the broker a certificate for "
              + address.host(),
          false);
    }
  }

  private void checkTime(X509Certificate certificate) throws DistrustException {
    Instant now = Instant.EPOCH.plus(clock.micros(), ChronoUnit.MICROS);
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (!now.isBefore(from) && !now.isAfter(until)) {
      return;
    }
    String what =
        now.isBefore(from)
            ? " is not valid before " + from
            : " has expired on " + until + "; renew it on the broker";
    String gateway = now.isBefore(from) ? "; by this gateway's clock it is " + now : "";
    String remedy = now.isBefore(from) ? "; set the clock, or renew the certificate" : "";
    String unset = clock.trusted() ? "" : " (this gateway does not yet know the time for certain)";
    throw new DistrustException(
        called(certificate) + what + gateway + remedy + unset, !clock.trusted());
  }

  private String called(X509Certificate certificate) {
    return "the certificate "
        + certificate.getSubjectX500Principal().getName()
        + " that "
        + address.place()
        + " shows";
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (Objects.equals(name.get(0), 2) || Objects.equals(name.get(0), 7)) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      // Then it has none that could be shown.
    }
    return names.isEmpty() ? List.of("no name") : names;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("brokers are reached over sockets");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("brokers are reached over sockets");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("nobody connects to an uplink");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("nobody connects to an uplink");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("nobody connects to an uplink");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
