package dev.sluice.mqtt.bridge;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a broker listens.
 *
 * @param secure with TLS
 * @param webSocket MQTT within WebSocket
 * @param host a name or an IP address; an IPv6 address without brackets
 * @param path where the WebSocket is, with its query; empty without WebSocket
 */
record Address(boolean secure, boolean webSocket, String host, int port, String path) {

  /**
   * Reads {@code mqtts://host:port}.
   *
   * @throws IllegalArgumentException whose message goes on after the setting's name
   */
  static Address parse(String url) {
    URI uri = uri(url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean webSocket = scheme.equals("ws") || scheme.equals("wss");
    boolean secure = scheme.equals("mqtts") || scheme.equals("wss");
    if (!webSocket && !secure && !scheme.equals("mqtt")) {
      throw new IllegalArgumentException(
          "has no known beginning; write mqtt://, mqtts:// (TLS), ws:// or wss:// (WebSocket)");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "has a user before the @; write username and password (or passwordFile) instead");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException(
          "has no host that can be read; write it like mqtts://broker.example:8883");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("has a port that does not exist; write 1 to 65535");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("has a # part; remove it");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    if (!webSocket && !(path + query).isEmpty() && !(path + query).equals("/")) {
      throw new IllegalArgumentException(
          "has a path, which only ws:// and wss:// know; remove it, topics stand in topic");
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port = uri.getPort() > 0 ? uri.getPort() : usual(webSocket, secure);
    String place = webSocket ? (path.isEmpty() ? "/mqtt" : path) + query : "";
    return new Address(secure, webSocket, bare, port, place);
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL; write it like mqtts://broker.example:8883", e);
    }
  }

  private static int usual(boolean webSocket, boolean secure) {
    if (webSocket) {
      return secure ? 443 : 80;
    }
    return secure ? 8883 : 1883;
  }

  /** Host and port as people write them. */
  String place() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    String scheme = webSocket ? (secure ? "wss" : "ws") : (secure ? "mqtts" : "mqtt");
    return scheme + "://" + place() + path;
  }
}
