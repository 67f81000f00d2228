package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Starting and stopping. */
class StartIT {

  @Test
  void a_port_that_is_taken_is_named_with_what_helps() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> TestConsole.starting(taken.getLocalPort(), false))
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("console.listen");
    }
  }

  @Test
  void tls_without_a_certificate_is_said_at_the_start() {
    assertThatThrownBy(() -> TestConsole.starting(TestConsole.freePort(), true))
        .hasMessageContaining("no certificate");
  }

  @Test
  void it_leaves_nothing_in_the_temporary_folder_and_frees_its_port() throws Exception {
    List<Path> before = temporary();
    int port;
    try (TestConsole console = new TestConsole()) {
      port = console.port;
      assertThat(console.get("/").statusCode()).isEqualTo(200);
      assertThat(temporary()).isEqualTo(before);
    }
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  private static List<Path> temporary() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("vertx"))
          .sorted()
          .toList();
    }
  }
}
