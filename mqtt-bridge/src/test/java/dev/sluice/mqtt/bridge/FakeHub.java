package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.mqtt.bridge.Certificates.Signed;
import dev.sluice.time.WallClock;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * An Azure IoT Hub as strict as its documentation says, before a real mosquitto: it verifies user,
 * device and token by itself, ends a connection when its token ends or another of the same device
 * comes, and lets nothing through but publishes of QoS 0 or 1, not retained, on the device's topic.
 */
final class FakeHub implements AutoCloseable {

  private static final int PUBLISH = 3;
  private static final int NOT_AUTHORIZED = 5;

  private final SSLServerSocket listener;
  private final int broker;
  private final String hub;
  private final String device;
  private final WallClock clock;
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Queue<Long> ends = new ConcurrentLinkedQueue<>();
  private final AtomicInteger expired = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final AtomicInteger kicked = new AtomicInteger();
  private final List<Socket> open = new ArrayList<>();
  private volatile @Nullable String key;
  private volatile boolean away;
  private @Nullable SSLSocket current;

  /**
   * A hub that listens.
   *
   * @param trusted signs certificates of devices
   * @param broker the port of the mosquitto behind it
   * @param key the device's key in base64; null if it has to come with a certificate
   */
  FakeHub(
      Signed own,
      Certificates trusted,
      int broker,
      String hub,
      String device,
      @Nullable String key,
      WallClock clock)
      throws Exception {
    this.broker = broker;
    this.hub = hub;
    this.device = device;
    this.key = key;
    this.clock = clock;
    listener =
        (SSLServerSocket)
            tls(own, trusted)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setWantClientAuth(true);
    Thread.ofVirtual().name("hub-accept").start(this::accept);
  }

  private static SSLContext tls(Signed own, Certificates trusted) throws Exception {
    char[] none = new char[0];
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, none);
    keys.setKeyEntry(
        "own",
        Pem.key("key", own.keyFile()),
        none,
        Pem.certificates("cert", own.file()).toArray(X509Certificate[]::new));
    KeyManagerFactory ours = KeyManagerFactory.getInstance("PKIX");
    ours.init(keys, none);
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, none);
    authorities.setCertificateEntry("a", Pem.certificates("ca", trusted.file()).getFirst());
    TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
    theirs.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
    return context;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The device has this key from now on; whoever is in is put out. */
  synchronized void key(@Nullable String key) {
    this.key = key;
    drop();
  }

  /** Puts everybody out and lets nobody in, or does again. */
  synchronized void away(boolean away) {
    this.away = away;
    if (away) {
      drop();
    }
  }

  private synchronized void drop() {
    open.forEach(FakeHub::abandon);
    open.clear();
    current = null;
  }

  /** When the tokens of those who were let in end, in s since 1970; 0 for a certificate. */
  List<Long> ends() {
    return List.copyOf(ends);
  }

  /** How many connections it has ended because their token ended. */
  int expired() {
    return expired.get();
  }

  /** How many it did not let in. */
  int turnedAway() {
    return turnedAway.get();
  }

  /** How many it ended because the device came again. */
  int kicked() {
    return kicked.get();
  }

  /** What somebody did whom it had let in, and on which it ended the connection. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread.ofVirtual().name("hub-device").start(() -> serve(socket));
      } catch (IOException e) {
        // Closed; or one that broke off, which is no reason to stop.
      }
    }
  }

  private void serve(SSLSocket socket) {
    CountDownLatch gone = new CountDownLatch(1);
    try (socket;
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), broker)) {
      synchronized (this) {
        if (away) {
          return;
        }
        open.add(socket);
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Packet connect = Packet.read(in);
      long end = end(socket, connect);
      if (end < 0) {
        turnedAway.incrementAndGet();
        socket.getOutputStream().write(new byte[] {0x20, 2, 0, NOT_AUTHORIZED});
        return;
      }
      takePlace(socket);
      ends.add(end);
      behind.getOutputStream().write(connect.bytes());
      Thread.ofVirtual().name("hub-back").start(() -> pump(behind, socket));
      if (end > 0) {
        Thread.ofVirtual().name("hub-expiry").start(() -> expire(socket, gone, end));
      }
      while (true) {
        Packet packet = Packet.read(in);
        String wrong = packet.type() == PUBLISH ? wrong(packet) : null;
        if (wrong != null) {
          violations.add(wrong);
          return;
        }
        behind.getOutputStream().write(packet.bytes());
      }
    } catch (IOException e) {
      // The device has gone, or was put out.
    } finally {
      gone.countDown();
    }
  }

  private synchronized void takePlace(SSLSocket socket) {
    SSLSocket before = current;
    if (before != null && !before.isClosed()) {
      kicked.incrementAndGet();
      abandon(before);
    }
    current = socket;
  }

  private void expire(SSLSocket socket, CountDownLatch gone, long end) {
    try {
      long left = end * 1_000_000L - clock.micros();
      if (!gone.await(Math.max(0, left), TimeUnit.MICROSECONDS)) {
        expired.incrementAndGet();
        abandon(socket);
      }
    } catch (InterruptedException e) {
      // Nobody does that.
    }
  }

  /** When the right to be here ends, in s since 1970; 0 = never; -1 if there is none. */
  private long end(SSLSocket socket, Packet connect) throws IOException {
    DataInputStream body = connect.body();
    String protocol = body.readUTF();
    int level = body.readUnsignedByte();
    int flags = body.readUnsignedByte();
    body.readUnsignedShort();
    String clientId = body.readUTF();
    boolean fine =
        protocol.equals("MQTT")
            && level == 4
            && clientId.equals(device)
            && (flags & 0x80) != 0
            && body.readUTF().equals(hub + "/" + device + "/?api-version=2021-04-12");
    if (!fine) {
      return -1;
    }
    String right = key;
    boolean password = (flags & 0x40) != 0;
    if (right == null) {
      return !password && commonName(socket).equals("CN=" + device) ? 0 : -1;
    }
    return password ? endOfToken(body.readUTF(), right) : -1;
  }

  private static String commonName(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  /** Verified with code of its own. */
  private long endOfToken(String token, String right) {
    String resource = "";
    String signature = "";
    long end = 0;
    if (!token.startsWith("SharedAccessSignature ")) {
      return -1;
    }
    for (String part : token.substring("SharedAccessSignature ".length()).split("&", -1)) {
      String value = part.substring(part.indexOf('=') + 1);
      switch (part.substring(0, part.indexOf('='))) {
        case "sr" -> resource = value;
        case "sig" -> signature = URLDecoder.decode(value, UTF_8);
        case "se" -> end = Long.parseLong(value);
        default -> {
          return -1;
        }
      }
    }
    if (!URLDecoder.decode(resource, UTF_8).equals(hub + "/devices/" + device)
        || end * 1_000_000L <= clock.micros()) {
      return -1;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(right), "HmacSHA256"));
      byte[] wanted = mac.doFinal((resource + "\n" + end).getBytes(UTF_8));
      return MessageDigest.isEqual(wanted, Base64.getDecoder().decode(signature)) ? end : -1;
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable String wrong(Packet publish) throws IOException {
    int flags = publish.first() & 0x0f;
    String topic = publish.body().readUTF();
    if ((flags >> 1 & 3) > 1) {
      return "QoS 2";
    }
    if ((flags & 1) != 0) {
      return "retained";
    }
    if (publish.bytes().length > 256 << 10) {
      return "too large: " + publish.bytes().length;
    }
    String start = "devices/" + device + "/messages/events/";
    return topic.startsWith(start) && topic.indexOf('/', start.length()) < 0
        ? null
        : "topic " + topic;
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One of them has gone; then so does the other.
    }
  }

  private static void abandon(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone one way or the other.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    drop();
  }

  /** A packet of MQTT, whole. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packet(int first, byte[] rest, byte[] bytes) {

    static Packet read(DataInputStream in) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      int first = in.read();
      if (first < 0) {
        throw new EOFException();
      }
      all.write(first);
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        int digit = in.readUnsignedByte();
        all.write(digit);
        length |= (digit & 0x7f) << shift;
        if (digit < 0x80) {
          break;
        }
      }
      byte[] rest = in.readNBytes(length);
      if (rest.length < length) {
        throw new EOFException();
      }
      all.write(rest);
      return new Packet(first, rest, all.toByteArray());
    }

    int type() {
      return first >> 4;
    }

    DataInputStream body() {
      return new DataInputStream(new java.io.ByteArrayInputStream(rest));
    }
  }
}
