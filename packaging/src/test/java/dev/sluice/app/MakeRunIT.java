package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that somebody does who has just cloned the project. */
@Timeout(900)
class MakeRunIT {

  @TempDir Path folder;

  @Test
  void makeRunInACleanCloneAnswersReady() throws Exception {
    Path checkout = Path.of("..").toRealPath();
    Tool.assumeThere("git", "make");
    assumeThat(checkout.resolve(".git")).as("this is a git checkout").exists();
    Path clone = folder.resolve("clone");
    Tool.run("git", "clone", "-q", checkout.toString(), clone.toString());
    int http = Product.freePort();

    try (Tool make =
            Tool.start(
                clone,
                // The JDK that these tests run on; what is set for them is not for the product, and
                // a make above them is not for the one below.
                Map.of(
                    "JAVA_HOME",
                    System.getProperty("java.home"),
                    "MAVEN_OPTS",
                    "",
                    "MAKEFLAGS",
                    "",
                    "MAKELEVEL",
                    ""),
                "make",
                "run",
                "MQTT_PORT=" + Product.freePort(),
                "HTTP_PORT=" + http);
        HttpClient client = HttpClient.newHttpClient()) {
      // Until then it builds; an end without it fails here, with all that was said.
      make.until("is ready after");
      List<String> after = Collections.synchronizedList(new ArrayList<>());
      Thread rest = Thread.ofVirtual().start(() -> make.out().lines().forEach(after::add));
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/health/ready"))
              .build();
      assertThat(client.send(ready, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      assertThat(clone.resolve(".run/data/store.db")).isRegularFile();

      make.process().descendants().forEach(ProcessHandle::destroy);
      assertThat(make.process().waitFor()).as("the end that was asked for").isZero();
      rest.join();
      assertThat(after.getLast()).endsWith("stopped");
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !answers(client, ready));
      assertThat(Files.isDirectory(clone.resolve(".run"))).isTrue();
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
