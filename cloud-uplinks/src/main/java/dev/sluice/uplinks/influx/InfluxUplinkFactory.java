package dev.sluice.uplinks.influx;

import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Makes uplinks of the type {@code influxdb}. */
public final class InfluxUplinkFactory implements UplinkFactory<InfluxSettings> {

  @Override
  public String type() {
    return "influxdb";
  }

  @Override
  public Class<InfluxSettings> settings() {
    return InfluxSettings.class;
  }

  @Override
  public Uplink open(String id, InfluxSettings settings, Surroundings surroundings) {
    try {
      return connectable(settings, surroundings);
    } catch (IOException | GeneralSecurityException e) {
      return new Unusable(e.getMessage() + "; correct it and restart the gateway");
    }
  }

  private static Uplink connectable(InfluxSettings settings, Surroundings surroundings)
      throws IOException, GeneralSecurityException {
    String token = secret(settings.token(), settings.tokenFile());
    String password = secret(settings.password(), settings.passwordFile());
    OkHttpClient.Builder http = http(settings, surroundings.clock());
    InfluxDBClientOptions.Builder options =
        InfluxDBClientOptions.builder().url(settings.url()).okHttpClient(http);
    if (settings.api() == InfluxSettings.Api.V1) {
      // The client would ask for a session of the second API.
      http.addInterceptor(new FirstDialect(authorization(settings.username(), password, token)));
    } else if (token != null) {
      options.authenticateToken(token.toCharArray());
    } else if (settings.username() != null && password != null) {
      // What InfluxDB 1.8 and 3 take in the place of a token.
      options.authenticateToken((settings.username() + ":" + password).toCharArray());
    }
    Map<String, String> tags = new TreeMap<>(settings.tags());
    tags.put("gateway", surroundings.gateway());
    return new InfluxUplink(
        settings, tags, InfluxDBClientFactory.create(options.build()), surroundings.clock());
  }

  private static @Nullable String authorization(
      @Nullable String username, @Nullable String password, @Nullable String token) {
    if (username != null && password != null) {
      return Credentials.basic(username, password);
    }
    return token == null ? null : "Token " + token;
  }

  private static OkHttpClient.Builder http(InfluxSettings settings, WallClock clock)
      throws IOException, GeneralSecurityException {
    Duration timeout = settings.timeout();
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .dns(new HostNames(Dns.SYSTEM, timeout))
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            // The whole of a call, so that a trickle cannot hold it for ever.
            .callTimeout(timeout.multipliedBy(3))
            .followRedirects(false)
            .retryOnConnectionFailure(false);
    if (settings.ca() != null) {
      X509TrustManager trust = new InDate(trusting(Path.of(settings.ca())), clock);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      http.sslSocketFactory(context.getSocketFactory(), trust);
    }
    return http;
  }

  private static X509TrustManager trusting(Path ca) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int count = 0;
    try (InputStream in = Files.newInputStream(ca)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, one);
      }
    } catch (IOException e) {
      throw new IOException("ca " + ca + " cannot be read", e);
    }
    if (count == 0) {
      throw new IOException("ca " + ca + " holds no certificate");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static @Nullable String secret(@Nullable String here, @Nullable String file)
      throws IOException {
    if (file == null) {
      return here;
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new IOException("the secret in " + file + " cannot be read", e);
    }
  }

  /** What its settings name cannot be read: nothing is sent and everything is kept. */
  private record Unusable(String why) implements Uplink {

    @Override
    public Delivery deliver(List<Parcel> batch) {
      return new Delivery.Refused(why);
    }

    @Override
    public Delivery probe() {
      return new Delivery.Refused(why);
    }

    @Override
    public void close() {}
  }
}
