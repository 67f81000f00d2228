package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.Product.Said;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on: the commands, the files, the exit codes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class AutomationIT {

  private static final String NOBODY = "65534";

  private Product product;
  private String viewer = "";
  private String operator = "";

  /** Runs for all tests, with tokens that were made before its first start. */
  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    product = new Product(folder, "");
    viewer = token("viewer");
    operator = token("operator");
    product.token();
    product.start();
  }

  @AfterAll
  void stop() {
    product.close();
  }

  private String token(String role) throws Exception {
    Said said = product.say("token", "create", "--role", role);
    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.lastLine()).matches("sluice_\\S+");
    return said.lastLine();
  }

  private int status(String method, String path, String body, String bearer) throws Exception {
    return product.ask(method, path, body, bearer).statusCode();
  }

  @Test
  void theSmallestConfigurationStartsEmptyAndStopsOnSigterm(@TempDir Path folder) throws Exception {
    try (Product smallest = new Product(folder, "")) {
      Files.writeString(
          smallest.config(),
          """
          gateway: {name: x}
          mqtt: {listen: [{port: %d, bind: 127.0.0.1}], anonymous: loopback}
          console: {listen: [{port: %d, bind: 127.0.0.1, tls: false}]}
          """
              .formatted(smallest.mqttPort(), smallest.httpPort()));
      smallest.start();

      assertThat(smallest.get("/api/v1/health/ready", false).statusCode()).isEqualTo(200);
      assertThat(smallest.json("/api/v1/health").get("status").asText()).isEqualTo("up");
      assertThat(smallest.json("/api/v1/signals")).isEmpty();
      assertThat(smallest.json("/api/v1/devices")).isEmpty();
      try (RawMqtt client = RawMqtt.connected(smallest.mqttPort(), "anyone")) {
        assertThat(client.publishAndWait("hall/oven/temperature", "21.5", 1)).isTrue();
      }
      smallest.awaitLast("hall/oven/temperature", "21.5");
      JsonNode signals = smallest.json("/api/v1/signals");
      assertThat(signals).hasSize(1);
      assertThat(signals.at("/0/simulated").asBoolean()).isFalse();
      assertThat(smallest.data().resolve("store.db")).isRegularFile();
      assertThat(smallest.data().resolve("state.db")).isRegularFile();
      assertThat(smallest.data().resolve("log")).isNotEmptyDirectory();

      assertThat(smallest.stop())
          .as("what the service manager takes for a good end")
          .isEqualTo(143);
      assertThat(smallest.log()).contains("stopping", "stopped").doesNotContain("ERROR", "WARN");
    }
  }

  @Test
  void tokensMadeBeforeTheFirstStartHaveTheirRoles() throws Exception {
    assertThat(status("GET", "/api/v1/signals", "", "")).isEqualTo(401);
    assertThat(status("GET", "/api/v1/signals", "", viewer)).isEqualTo(200);
    assertThat(status("POST", "/api/v1/write", "role v=1", viewer)).isEqualTo(403);
    assertThat(status("POST", "/api/v1/write", "role v=1", operator)).isEqualTo(204);
    assertThat(status("DELETE", "/api/v1/signals/role/v", "", operator)).isEqualTo(403);
    assertThat(status("DELETE", "/api/v1/signals/role/v", "", product.token())).isEqualTo(204);
  }

  @Test
  void aUserFromTheCommandLineClaimsTheGatewayAndTheCodeIsGone() throws Exception {
    Matcher code = Pattern.compile("claim it with the code (\\S+)").matcher(product.log());
    assertThat(code.find()).as(product.log()).isTrue();
    assertThat(product.json("/api/v1/session").get("claimed").asBoolean()).isFalse();

    Said said =
        product.tell(
            "a long enough pass phrase\n",
            "user",
            "add",
            "owner",
            "--role",
            "admin",
            "--password-stdin");
    assertThat(said.exit()).as(said.text()).isZero();

    assertThat(product.json("/api/v1/session").get("claimed").asBoolean()).isTrue();
    String claim =
        "{\"code\": \"%s\", \"name\": \"thief\", \"password\": \"another long pass phrase\"}"
            .formatted(code.group(1));
    assertThat(status("POST", "/api/v1/setup", claim, "")).isEqualTo(409);
    String logIn = "{\"name\": \"owner\", \"password\": \"a long enough pass phrase\"}";
    assertThat(status("POST", "/api/v1/session", logIn, "")).isEqualTo(200);
    assertThat(product.say("user", "list").text()).contains("owner", "admin");
  }

  @Test
  void commandsWorkBesideTheRunningGateway() throws Exception {
    String fresh = product.say("token", "create", "--role=viewer", "--note=spare").lastLine();
    assertThat(status("GET", "/api/v1/ledger", "", fresh)).isEqualTo(200);
    String list = product.say("token", "list").text();
    assertThat(list).contains("spare").doesNotContain(fresh);
    String id =
        list.lines().filter(row -> row.contains("spare")).toList().getFirst().split(" ", 2)[0];
    assertThat(product.say("token", "revoke", id).exit()).isZero();
    assertThat(status("GET", "/api/v1/ledger", "", fresh)).isEqualTo(401);

    assertThat(product.say("device", "add", "press").text()).contains("user: press", "password: ");
    assertThat(product.say("device", "list").text()).contains("press", "press/#");
    assertThat(product.say("device", "remove", "press").exit()).isZero();
    assertThat(product.say("version").text()).startsWith("sluice ");
  }

  @Test
  void theDataFolderAndAllInItAreForTheOwnerAlone() throws Exception {
    try (Stream<Path> files = Files.walk(product.data())) {
      assertThat(files)
          .hasSizeGreaterThan(5)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .as(file.toString())
                      .endsWith("------"));
    }
  }

  @Test
  void doctorAsksTheRunningGateway() throws Exception {
    Said said = product.say("doctor");

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text())
        .containsPattern("ok +console port \\d+ +in use by the gateway that runs on this folder")
        .containsPattern("ok +health +up");
    assertThat(product.data().resolve("gateway.lock")).content().matches("[1-9][0-9]*\n");
  }

  @Test
  void aSecondGatewayOnTheSameFolderIsRefused() throws Exception {
    Said said = product.say("run");

    assertThat(said.exit()).isEqualTo(69);
    assertThat(said.text()).contains("another gateway runs on " + product.data(), "--data");
    assertThat(product.get("/api/v1/health/ready", false).statusCode()).isEqualTo(200);
  }

  @Test
  void aPortInUseIsNamed(@TempDir Path folder) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (Product late = new Product(folder, "")) {
      for (int port : List.of(late.mqttPort(), late.httpPort())) {
        try (ServerSocket first = new ServerSocket(port, 1, loopback)) {
          Said said = late.say("run");
          assertThat(said.exit()).as(said.text()).isEqualTo(69);
          assertThat(said.text()).contains(String.valueOf(first.getLocalPort()), "in use");
        }
      }
    }
  }

  @Test
  void aConfigurationIsCheckedWithoutStarting(@TempDir Path folder) throws Exception {
    try (Product other = new Product(folder, "")) {
      assertThat(other.say("check-config").exit()).isZero();
      other.configured(
          text ->
              text.replace("name: test", "nmae: test")
                  .replace("anonymous: loop", "anonymous: poop"));

      Said said = other.say("check-config");

      assertThat(said.exit()).isEqualTo(78);
      assertThat(said.text())
          .contains(other.config() + ":1:11: ")
          .containsPattern(Pattern.quote(other.config().toString()) + ":6:\\d+: ");
      Said run = other.say("run");
      assertThat(run.exit()).isEqualTo(78);
      assertThat(run.text()).contains(other.config() + ":1:11: ");
      assertThat(other.data()).doesNotExist();
    }
  }

  @Test
  void asRootEverythingKeepsTheDataFoldersOwner(@TempDir Path folder) throws Exception {
    assumeThat(System.getProperty("user.name")).as("run by").isEqualTo("root");
    Tool.assumeThere("setpriv", "chown");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Product foreign = new Product(folder, "")) {
      Files.createDirectory(foreign.data());
      Tool.run("chown", NOBODY + ":" + NOBODY, foreign.data().toString());
      assumeThat(mayReadTheProduct()).as("others may read the checkout").isTrue();

      assertThat(foreign.say("token", "create", "--role", "admin").exit()).isZero();
      foreign.start();
      assertThat(foreign.user()).isEqualTo(NOBODY);
      assertThat(foreign.say("device", "add", "press").exit()).isZero();
      assertThat(foreign.post("/api/v1/write", "owned v=1").statusCode()).isEqualTo(204);
      foreign.stop();

      try (Stream<Path> files = Files.walk(foreign.data())) {
        assertThat(files)
            .hasSizeGreaterThan(3)
            .allSatisfy(
                file ->
                    assertThat(Files.getAttribute(file, "unix:uid").toString())
                        .as(file.toString())
                        .isEqualTo(NOBODY));
      }
    }
  }

  private static boolean mayReadTheProduct() throws Exception {
    try (Tool tool =
        Tool.start(
            Path.of("/"),
            Map.of(),
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "test",
            "-r",
            Path.of("target/sluice/bin/sluice").toAbsolutePath().toString())) {
      return tool.process().waitFor() == 0;
    }
  }
}
