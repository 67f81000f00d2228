package dev.sluice.app;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.ConsoleSection;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.MqttSection;
import dev.sluice.time.Standing;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One look at everything that the gateway needs. Changes nothing. */
final class Checkup {

  private static final int JAVA = 25;
  private static final long LEAST_SPACE = 64L << 20;
  private static final long GOOD_SPACE = 512L << 20;
  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private final Path configFile;
  private final Path data;
  private final ConfigLoader loader;
  private final WallClock clock;
  private final List<Finding> findings = new ArrayList<>();

  /** The process of the gateway that runs on the folder, if one does. */
  private Optional<String> holder = Optional.empty();

  /** How bad it is. */
  enum Verdict {
    GOOD("ok"),
    DOUBTFUL("warn"),
    BAD("FAIL");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param found what was found and, when it is not good, what to do
   */
  record Finding(Verdict verdict, String what, String found, ExitCode exitCode) {}

  Checkup(Path configFile, Path data, ConfigLoader loader, WallClock clock) {
    this.configFile = configFile;
    this.data = data;
    this.loader = loader;
    this.clock = clock;
  }

  List<Finding> all() {
    java();
    folder();
    files();
    Optional<GatewayConfig> found = config();
    found.ifPresent(this::believe);
    time();
    found.ifPresent(
        config -> {
          ports(config);
          health(config);
        });
    return findings;
  }

  private void add(Verdict verdict, String what, String found) {
    findings.add(new Finding(verdict, what, found, ExitCode.UNAVAILABLE));
  }

  private void java() {
    Runtime.Version version = Runtime.version();
    boolean fits = version.feature() == JAVA;
    add(
        fits ? Verdict.GOOD : Verdict.DOUBTFUL,
        "java",
        version + (fits ? "" : "; Sluice is made for Java " + JAVA));
  }

  /** Takes the clock as the gateway would. */
  private void believe(GatewayConfig config) {
    if (clock instanceof SystemClock own) {
      own.trust(config.gateway().clock());
    }
  }

  private void time() {
    Standing standing = clock.standing();
    String found = Table.time(clock.micros()) + ", " + standing.text();
    String declare = "or write 'gateway.clock: system' if a person sets it";
    switch (standing) {
      case SYNCHRONISED, HOLDOVER, DECLARED, BATTERY, HOST -> add(Verdict.GOOD, "clock", found);
      case ASSUMED ->
          add(Verdict.DOUBTFUL, "clock", found + "; allow the call adjtimex, " + declare);
      case WAITING ->
          add(
              Verdict.DOUBTFUL,
              "clock",
              found
                  + "; readings are marked uncertain until it is: give the box a time server, "
                  + declare);
      case UNSET ->
          add(Verdict.DOUBTFUL, "clock", found + "; set it, or give the box a time server");
    }
  }

  private void folder() {
    if (!Files.isDirectory(data)) {
      boolean file = Files.exists(data);
      add(
          file ? Verdict.BAD : Verdict.DOUBTFUL,
          "data folder",
          data
              + (file
                  ? " is a file; name a folder"
                  : " is not there yet; the first start makes it"));
      return;
    }
    if (!Files.isWritable(data)) {
      findings.add(
          new Finding(
              Verdict.BAD,
              "data folder",
              data + " cannot be written; run as its owner " + owner(data) + " or as root",
              ExitCode.NO_PERMISSION));
      return;
    }
    if (openToOthers(data)) {
      add(
          Verdict.DOUBTFUL,
          "data folder",
          data + " can be read by every user of this box; close it: chmod -R go= " + data);
    } else {
      add(Verdict.GOOD, "data folder", data + ", of " + owner(data));
    }
    try {
      holder = FolderLock.holder(data);
    } catch (IOException e) {
      add(Verdict.DOUBTFUL, "data folder", "whether a gateway runs on it cannot be seen: " + e);
    }
    try {
      FileStore disk = Files.getFileStore(data);
      long space = disk.getUsableSpace();
      Verdict verdict =
          disk.isReadOnly() || space < LEAST_SPACE
              ? Verdict.BAD
              : space < GOOD_SPACE ? Verdict.DOUBTFUL : Verdict.GOOD;
      add(
          verdict,
          "disk",
          (disk.isReadOnly() ? "read-only, " : "")
              + (space >> 20)
              + " MiB free"
              + (verdict == Verdict.GOOD ? "" : "; make room, or lower history.retention.size"));
    } catch (IOException e) {
      add(Verdict.BAD, "disk", "cannot be asked: " + e.getMessage());
    }
  }

  private static boolean openToOthers(Path path) {
    try {
      return Files.getPosixFilePermissions(path).stream()
          .anyMatch(right -> right.name().startsWith("OTHERS_"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static String owner(Path path) {
    try {
      return Files.getOwner(path).getName();
    } catch (IOException e) {
      return "an unknown user";
    }
  }

  private void files() {
    for (String name : List.of("state.db", "store.db")) {
      Path file = data.resolve(name);
      if (Files.exists(file)) {
        database(name, file);
      }
    }
    Path log = data.resolve("log");
    if (Files.exists(log)) {
      try (Stream<Path> segments = Files.list(log)) {
        List<Path> closed =
            segments.filter(Files::isRegularFile).filter(one -> !Files.isReadable(one)).toList();
        add(
            closed.isEmpty() ? Verdict.GOOD : Verdict.BAD,
            "journal",
            closed.isEmpty() ? "readable" : "not readable: " + closed.getFirst());
      } catch (IOException e) {
        add(Verdict.BAD, "journal", log + " cannot be listed: " + e.getMessage());
      }
    }
  }

  private void database(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(SQLITE.length);
      boolean good = head.length == 0 || Arrays.equals(head, SQLITE);
      add(
          good ? Verdict.GOOD : Verdict.DOUBTFUL,
          name,
          good ? "readable" : "damaged; the next start sets it aside and saves what it can");
    } catch (IOException e) {
      add(Verdict.BAD, name, "cannot be read: " + e.getMessage());
    }
  }

  private Optional<GatewayConfig> config() {
    try {
      GatewayConfig config = loader.load(configFile).config();
      add(Verdict.GOOD, "configuration", configFile.toString());
      return Optional.of(config);
    } catch (ConfigException e) {
      int more = e.problems().size() - 1;
      String found = e.problems().getFirst() + (more == 0 ? "" : " (and " + more + " more)");
      findings.add(new Finding(Verdict.BAD, "configuration", found, ExitCode.CONFIG));
      return Optional.empty();
    }
  }

  private void ports(GatewayConfig config) {
    for (MqttSection.Listen listen : config.mqtt().listen()) {
      port("mqtt", listen.bind(), listen.port());
    }
    for (ConsoleSection.Listen listen : config.console().listen()) {
      port("console", listen.bind(), listen.port());
    }
  }

  private void port(String what, String bind, int port) {
    String name = what + " port " + port;
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(bind), port));
      if (holder.isEmpty()) {
        add(Verdict.GOOD, name, "free");
      } else {
        add(
            Verdict.DOUBTFUL,
            name,
            "free, though the gateway runs: restart it if the configuration has changed, or name"
                + " the one it runs with");
      }
    } catch (IOException e) {
      if (holder.isPresent()) {
        String process = holder.get().isEmpty() ? "" : " (process " + holder.get() + ")";
        add(Verdict.GOOD, name, "in use by the gateway that runs on this folder" + process);
      } else {
        add(Verdict.BAD, name, e.getMessage() + "; stop what uses it, or take another port");
      }
    }
  }

  /** A gateway that runs knows more than can be seen from outside. */
  private void health(GatewayConfig config) {
    if (holder.isEmpty() || config.console().listen().isEmpty()) {
      return;
    }
    try {
      RunningGateway.Health health =
          new RunningGateway(data).health(config.console().listen().getFirst());
      Verdict verdict =
          switch (health.status()) {
            case "up" -> Verdict.GOOD;
            case "degraded" -> Verdict.DOUBTFUL;
            default -> Verdict.BAD;
          };
      String causes = String.join("; ", health.causes());
      add(verdict, "health", health.status() + (causes.isEmpty() ? "" : ": " + causes));
    } catch (IOException e) {
      add(Verdict.BAD, "health", String.valueOf(e.getMessage()));
    }
  }
}
