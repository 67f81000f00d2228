package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogsTest {

  private static LoggingEvent event(String message, @Nullable Throwable error) {
    Logger logger = new LoggerContext().getLogger("dev.sluice.journal.Journal");
    LoggingEvent event =
        new LoggingEvent(LogsTest.class.getName(), logger, Level.WARN, message, error, null);
    event.setInstant(Instant.parse("2026-06-01T10:00:00.123456Z"));
    event.setThreadName("pipeline");
    return event;
  }

  @Test
  void aTextLineHasTimeLevelLoggerAndMessage() {
    assertThat(new TextLayout().doLayout(event("the disk is nearly full", null)))
        .isEqualTo("2026-06-01T10:00:00.123Z WARN  Journal: the disk is nearly full\n");
  }

  @Test
  void whatAStrangerSentCanNeitherForgeALineNorSteerTheTerminal() {
    assertThat(
            new TextLayout()
                .doLayout(event("client 'a\r\nINFO \u001b[31mall\u2028is\u202ewell'", null)))
        .endsWith(": client 'a  INFO  [31mall is well'\n");
  }

  @Test
  void tokensDoNotShow() {
    assertThat(LogText.clean("got sluice_AbC0123456789xyz from"))
        .isEqualTo("got sluice_(hidden) from");
  }

  @Test
  void anErrorStaysOnItsLineWithItsCause() {
    Exception error =
        new IllegalStateException("cannot go on", new java.io.IOException("no space\nleft"));
    assertThat(new TextLayout().doLayout(event("stopped", error)))
        .contains(
            "stopped | java.lang.IllegalStateException: cannot go on at dev.sluice.app.LogsTest")
        .contains("; because of java.io.IOException: no space left at ")
        .containsOnlyOnce("\n");
  }

  @Test
  void aJsonLineIsOneObject() {
    assertThat(new JsonLayout().doLayout(event("say \"no\"\nnow", null)))
        .isEqualTo(
            """
            {"time":"2026-06-01T10:00:00.123456Z","level":"WARN","logger":"dev.sluice.journal.Journal",\
            "thread":"pipeline","message":"say \\"no\\" now"}
            """);
  }
}
