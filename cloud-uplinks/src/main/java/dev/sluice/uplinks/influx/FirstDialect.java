package dev.sluice.uplinks.influx;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Turns a write of the second API into one of the first: the client speaks only the second, and
 * InfluxDB knows that one from 1.8 on.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint">the first
 *     API's write</a>
 */
final class FirstDialect implements Interceptor {

  private final @Nullable String authorization;

  /**
   * The dialect.
   *
   * @param authorization the header that says who writes, or null
   */
  FirstDialect(@Nullable String authorization) {
    this.authorization = authorization;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    HttpUrl url = request.url();
    if (!url.encodedPath().endsWith("/api/v2/write")) {
      return chain.proceed(request);
    }
    String bucket = String.valueOf(url.queryParameter("bucket"));
    int slash = bucket.indexOf('/');
    HttpUrl.Builder first =
        url.newBuilder()
            .encodedPath(url.encodedPath().replace("/api/v2/write", "/write"))
            .query(null)
            .addQueryParameter("db", slash < 0 ? bucket : bucket.substring(0, slash))
            // The first API has one letter for each unit.
            .addQueryParameter(
                "precision", String.valueOf(url.queryParameter("precision")).substring(0, 1));
    if (slash >= 0) {
      first.addQueryParameter("rp", bucket.substring(slash + 1));
    }
    Request.Builder changed = request.newBuilder().url(first.build()).removeHeader("Authorization");
    if (authorization != null) {
      changed.header("Authorization", authorization);
    }
    return chain.proceed(changed.build());
  }
}
