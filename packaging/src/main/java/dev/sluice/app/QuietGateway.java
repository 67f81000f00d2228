package dev.sluice.app;

import dev.sluice.access.DataFolder;
import dev.sluice.access.Secrets;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.Loaded;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.files.RealDisk;
import dev.sluice.gateway.Gateway;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Sample;
import dev.sluice.state.Audit.Act;
import dev.sluice.state.StateFailure;
import dev.sluice.state.StateStore;
import dev.sluice.transfer.Offering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway without devices, doors and connections, for as long as an import takes: what comes in
 * goes through the journal like everything else.
 */
final class QuietGateway implements SampleTarget {

  private static final Logger log = LoggerFactory.getLogger(QuietGateway.class);

  private final FolderLock lock;
  private final StateStore state;
  private final Gateway gateway;
  private final Offering offering;
  private final AtomicBoolean failed = new AtomicBoolean();

  private QuietGateway(FolderLock lock, StateStore state, Gateway gateway) {
    this.lock = lock;
    this.state = state;
    this.gateway = gateway;
    this.offering = new Offering(gateway.intake(), "history import");
    gateway.startStoring(() -> failed.set(true));
  }

  static QuietGateway open(Tools tools, Loaded loaded, Path data, String detail)
      throws CommandFailed {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      FolderLock lock = FolderLock.take(DataFolder.open(data));
      opened.push(lock);
      StateStore state = StateStore.open(data, tools.clock(), tools.random());
      opened.push(state);
      state
          .audit()
          .record(new Act(tools.clock().micros(), "command line", "history-imported", detail));
      return new QuietGateway(lock, state, open(tools, loaded, data, state));
    } catch (IOException | StateFailure e) {
      opened.forEach(QuietGateway::closeQuietly);
      throw new CommandFailed(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.debug("{} did not close cleanly", part.getClass().getSimpleName(), e);
    }
  }

  private static Gateway open(Tools tools, Loaded loaded, Path data, StateStore state)
      throws IOException {
    GatewayConfig all = loaded.config();
    GatewayConfig config =
        new GatewayConfig(
            all.gateway(),
            all.mqtt(),
            Map.of(),
            all.signals(),
            all.uplinks(),
            all.history(),
            all.console(),
            all.telemetry());
    return Gateway.open(
        new Gateway.Parts(
            config,
            loaded.signals(),
            data,
            new RealDisk(),
            state.brokerState(),
            state.uplinkState(),
            new DriverCatalogue(List.of()),
            tools.uplinks(),
            new TroubleBook(1),
            tools.clock(),
            tools.random(),
            tools.build().version(),
            new Secrets(tools.random()).id(),
            state.audit(),
            new BrokerDoor(),
            state.gaps()));
  }

  @Override
  public void add(List<Sample> samples) throws Exception {
    check();
    offering.add(samples);
  }

  @Override
  public void finish() throws Exception {
    offering.finish();
    check();
  }

  private void check() throws IOException {
    if (failed.get()) {
      throw new IOException("the pipeline has failed; start the gateway once and try again");
    }
  }

  @Override
  public long stored() {
    return offering.stored();
  }

  @Override
  public void close() throws CommandFailed {
    try (lock;
        state;
        gateway) {
      // In this order: gateway, state, lock.
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }
}
