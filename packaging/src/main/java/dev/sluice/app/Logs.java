package dev.sluice.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import dev.sluice.config.TelemetrySection.Log.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go and how they look. The gateway's log is its standard output, for systemd and
 * containers to keep; a command's standard output is its answer, so what it logs goes to standard
 * error.
 */
final class Logs {

  /** Libraries that tell more than anybody wants to know. */
  private static final List<String> TALKATIVE =
      List.of(
          "com.hivemq",
          "migrations",
          "io.netty",
          "io.vertx",
          "jetbrains",
          "oshi",
          "com.codahale",
          "org.sqlite");

  private Logs() {}

  /** For a command: warnings only, on stderr. */
  static void ofCommand() {
    configure(ConsoleTarget.SystemErr, new TextLayout(), Level.WARN);
  }

  /** For the gateway. */
  static void ofGateway(Format format, dev.sluice.config.TelemetrySection.Log.Level level) {
    configure(
        ConsoleTarget.SystemOut,
        format == Format.JSON ? new JsonLayout() : new TextLayout(),
        Level.toLevel(level.name()));
  }

  private static void configure(ConsoleTarget target, Layout<ILoggingEvent> layout, Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();

    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(target.getName());
    console.setEncoder(encoder);
    console.start();

    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    for (String name : TALKATIVE) {
      context.getLogger(name).setLevel(level == Level.ERROR ? Level.ERROR : Level.WARN);
    }
  }
}
