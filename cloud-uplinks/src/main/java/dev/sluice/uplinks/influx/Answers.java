package dev.sluice.uplinks.influx;

import com.influxdb.exceptions.InfluxException;
import dev.sluice.uplink.Delivery;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What the answers of a server mean for a batch. */
final class Answers {

  private static final int MOST_WORDS = 300;

  /** A server that asks for more is not believed. */
  private static final long LONGEST_SECONDS = 3_600;

  private Answers() {}

  /**
   * What an answer, or a failure to get one, means.
   *
   * @param timeKnown false if the gateway's clock was not set yet: then no certificate can be told
   *     to have expired for good
   */
  static Delivery of(InfluxException e, String url, boolean timeKnown) {
    return e.status() == 0 ? ofFailure(e, url, timeKnown) : ofStatus(e, url);
  }

  private static Delivery ofStatus(InfluxException e, String url) {
    String said = e.status() + " from " + url + ": " + shortened(e.getMessage());
    return switch (e.status()) {
      case 401, 403 ->
          new Delivery.Refused(said + "; check token, user and password, and what they may write");
      case 404 ->
          new Delivery.Refused(
              said + "; create the database or bucket, or correct url, api, org and bucket");
      case 408, 425, 429 -> later(said, e);
      // Also a partial write: 1.x has stored the other lines, and to write them again is harmless.
      default -> e.status() < 500 ? new Delivery.Rejected(said) : later(said, e);
    };
  }

  private static Delivery later(String said, InfluxException e) {
    return new Delivery.Retry(said, after(e.headers()), new BitSet());
  }

  private static Delivery ofFailure(InfluxException e, String url, boolean timeKnown) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof java.io.IOException)) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case HostNames.Unanswered unanswered -> Delivery.Retry.of(shortened(unanswered.getMessage()));
      case UnknownHostException _ -> Delivery.Retry.of("no such host: " + url);
      case ConnectException _ -> Delivery.Retry.of("nobody listens at " + url);
      case SocketTimeoutException _ -> Delivery.Retry.of(url + " did not answer in time");
      case SSLException tls when !aboutACertificate(tls) ->
          Delivery.Retry.of(
              "no TLS with "
                  + url
                  + " ("
                  + shortened(tls.getMessage())
                  + "); if it expects none, write http://");
      case SSLException tls when !timeKnown ->
          Delivery.Retry.of(
              "the certificate of "
                  + url
                  + " is not trusted ("
                  + shortened(tls.getMessage())
                  + "), but the gateway's clock was not set yet either");
      case SSLException tls ->
          new Delivery.Refused(
              "the certificate of "
                  + url
                  + " is not trusted ("
                  + shortened(tls.getMessage())
                  + "); name its authority with ca, or correct the clock or the url");
      default -> Delivery.Retry.of(url + ": " + shortened(cause.getMessage()));
    };
  }

  /** Anything else may be a server that is being started or stopped. */
  private static boolean aboutACertificate(SSLException tls) {
    for (Throwable cause = tls; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    return false;
  }

  private static Duration after(Map<String, String> headers) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().toLowerCase(Locale.ROOT).equals("retry-after")) {
        try {
          long seconds = Long.parseLong(header.getValue().strip());
          return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_SECONDS));
        } catch (NumberFormatException date) {
          return Duration.ZERO; // the other form, a date, is not worth a dependence on clocks
        }
      }
    }
    return Duration.ZERO;
  }

  private static String shortened(@Nullable String words) {
    String text = words == null ? "no reason given" : words.strip();
    return text.length() <= MOST_WORDS ? text : text.substring(0, MOST_WORDS) + "…";
  }
}
