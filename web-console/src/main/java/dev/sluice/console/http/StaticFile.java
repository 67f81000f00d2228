package dev.sluice.console.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the pages in memory, packed once. */
final class StaticFile {

  private static final int WORTH_PACKING = 500;

  private final String contentType;
  private final String tag;
  private final Buffer plain;
  private final @Nullable Buffer packed;

  StaticFile(String name, byte[] bytes) {
    this.contentType = contentType(name);
    this.tag = Digests.short16(bytes);
    this.plain = Buffer.buffer(bytes);
    this.packed =
        bytes.length >= WORTH_PACKING && !contentType.startsWith("image/png") ? pack(bytes) : null;
  }

  /**
   * Answers with the file, or 304 if the browser has it.
   *
   * @param cacheControl how long the browser may keep it without asking
   */
  void send(RoutingContext context, String cacheControl) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    Buffer gzip = packed;
    boolean usePacked = gzip != null && takesGzip(request.getHeader("Accept-Encoding"));
    String etag = "\"" + tag + (usePacked ? "-gz" : "") + "\"";
    response.putHeader("Content-Type", contentType);
    response.putHeader("Cache-Control", cacheControl);
    response.putHeader("ETag", etag);
    if (gzip != null) {
      response.putHeader("Vary", "Accept-Encoding");
    }
    String known = request.getHeader("If-None-Match");
    if (known != null && known.contains(etag) && response.getStatusCode() == 200) {
      response.setStatusCode(304).end();
      return;
    }
    Buffer body = plain;
    if (usePacked && gzip != null) {
      response.putHeader("Content-Encoding", "gzip");
      body = gzip;
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }

  private static boolean takesGzip(@Nullable String accepts) {
    if (accepts == null) {
      return false;
    }
    for (String each : accepts.split(",", -1)) {
      String[] parts = each.strip().toLowerCase(Locale.ROOT).split(";", 2);
      if (parts[0].strip().equals("gzip")) {
        return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static @Nullable Buffer pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
    try (OutputStream out = new Best(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.size() < bytes.length ? Buffer.buffer(packed.toByteArray()) : null;
  }

  /** Packs as small as it can: it is done once. */
  private static final class Best extends GZIPOutputStream {
    Best(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static String contentType(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "html" -> "text/html; charset=utf-8";
      case "js", "mjs" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "json", "map" -> "application/json";
      case "webmanifest" -> "application/manifest+json";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "ico" -> "image/x-icon";
      case "woff2" -> "font/woff2";
      case "txt", "md" -> "text/plain; charset=utf-8";
      default -> "application/octet-stream";
    };
  }
}
