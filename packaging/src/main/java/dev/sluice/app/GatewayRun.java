package dev.sluice.app;

import dev.sluice.config.Loaded;
import java.nio.file.Path;

/** Runs the gateway from its start to its end. */
@FunctionalInterface
interface GatewayRun {

  /**
   * Starts the gateway and returns when it has stopped, which a signal to the process asks for, or
   * an interrupt.
   *
   * @param file the configuration's file, for changes later
   * @param loaded what stood in it
   * @param data the data folder
   * @throws CommandFailed if it could not start
   */
  void run(Path file, Loaded loaded, Path data) throws Exception;
}
