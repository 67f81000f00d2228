package dev.sluice.uplinks.influx;

import dev.sluice.config.Checks;
import dev.sluice.config.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is configured for one InfluxDB. */
public record InfluxSettings(
    @Setting(value = "Where it is.", example = "\"http://influx.example:8086\"") String url,
    @Setting(
            value =
                "Which way it is written to: `v2` suits InfluxDB 1.8, 2, 3 and VictoriaMetrics, `v1`"
                    + " older InfluxDB.",
            fallback = "v2")
        Api api,
    @Setting(
            value = "The bucket; with `v1` the database, or `database/retention-policy`.",
            example = "plant")
        String bucket,
    @Setting(value = "The organisation; `v2` only.", example = "works") @Nullable String org,
    @Setting(value = "The token; better in a file of its own.") @Nullable String token,
    @Setting(value = "A file that holds the token.", example = "/etc/sluice/influx.token")
        @Nullable String tokenFile,
    @Setting(value = "The user, if there is no token.", example = "sluice")
        @Nullable String username,
    @Setting(value = "The user's password; better in a file of its own.") @Nullable String password,
    @Setting(value = "A file that holds the password.", example = "/etc/sluice/influx.password")
        @Nullable String passwordFile,
    @Setting(
            value = "The certificate authority to trust instead of the system's, a PEM file.",
            example = "/etc/sluice/ca.pem")
        @Nullable String ca,
    @Setting(
            value = "The measurement; `{device}` and `{signal}` stand for the parts of the id.",
            fallback = "{device}")
        String measurement,
    @Setting(value = "The field, likewise.", fallback = "{signal}") String field,
    @Setting(value = "Tags for every point, beside `gateway`.", example = "{site: hamburg}")
        Map<String, String> tags,
    @Setting(value = "How long an answer may take.", fallback = "10s", min = "100ms", max = "10m")
        Duration timeout) {

  /** The ways in which an InfluxDB is written to. */
  public enum Api {
    V1,
    V2
  }

  public InfluxSettings {
    Checks checks =
        Checks.of(InfluxSettings.class)
            .text("bucket", bucket, 200)
            .text("org", org, 200)
            .range("timeout", timeout)
            .require(isWeb(url), "url", "is no address; write one like http://influx.example:8086")
            .require(
                token == null || tokenFile == null,
                "token",
                "stands beside tokenFile; remove one of them")
            .require(
                password == null || passwordFile == null,
                "password",
                "stands beside passwordFile; remove one of them")
            .require(
                username == null || (token == null && tokenFile == null),
                "username",
                "stands beside a token; remove one of them");
    require(checks, "measurement", Template.fault(measurement));
    require(checks, "field", Template.fault(field));
    if (Template.fault(measurement) == null && Template.fault(field) == null) {
      checks.require(
          (measurement + field).contains("{signal}"),
          "field",
          "names no {signal}, so all signals of a device would write over each other; write"
              + " {signal} in it");
    }
    checks.require(
        tags.keySet().stream().noneMatch(tag -> tag.isBlank() || tag.equals("gateway")),
        "tags",
        "has a tag without a name, or one called gateway, which every point has; remove it");
    checks.done();
    tags = Map.copyOf(tags);
  }

  private static void require(Checks checks, String name, @Nullable String fault) {
    if (fault != null) {
      checks.require(false, name, fault);
    }
  }

  private static boolean isWeb(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Without its secrets: it may end in a log. */
  @Override
  public String toString() {
    return "InfluxSettings[url="
        + url
        + ", api="
        + api
        + ", bucket="
        + bucket
        + ", org="
        + org
        + "]";
  }
}
