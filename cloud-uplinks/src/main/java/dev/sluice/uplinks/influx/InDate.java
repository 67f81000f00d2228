package dev.sluice.uplinks.influx;

import dev.sluice.time.WallClock;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts whom another does, if the server's certificate is valid now. Java does not look at the
 * dates of a certificate that is itself among the trusted ones.
 */
record InDate(X509TrustManager other, WallClock clock) implements X509TrustManager {

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String how) throws CertificateException {
    other.checkServerTrusted(chain, how);
    chain[0].checkValidity(Date.from(Instant.ofEpochMilli(clock.micros() / 1_000)));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String how) throws CertificateException {
    other.checkClientTrusted(chain, how);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return other.getAcceptedIssuers();
  }
}
