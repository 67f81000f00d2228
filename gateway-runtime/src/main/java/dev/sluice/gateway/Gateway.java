package dev.sluice.gateway;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.SignalSettings;
import dev.sluice.driver.DeviceLoop;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.driver.DriverException;
import dev.sluice.driver.DriverFactory;
import dev.sluice.files.Disk;
import dev.sluice.history.Answer;
import dev.sluice.history.History;
import dev.sluice.history.HistoryReader;
import dev.sluice.history.Query;
import dev.sluice.history.ReadingSink;
import dev.sluice.journal.Entry;
import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalReader;
import dev.sluice.journal.Spares;
import dev.sluice.live.LiveReader;
import dev.sluice.live.LiveTable;
import dev.sluice.meters.Ledger;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.LedgerReader;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.signals.DirectoryReader;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.Audit;
import dev.sluice.state.BrokerState;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.state.NoteKeeper;
import dev.sluice.state.UplinkState;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Corrections;
import dev.sluice.uplink.Courier;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.JournalBacklog;
import dev.sluice.uplink.LocalPublisher;
import dev.sluice.uplink.UplinkCatalogue;
import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplink.Uplinks;
import dev.sluice.wear.Wear;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway without its faces: journal, history, live table, pipeline and devices, in start and
 * stop order.
 *
 * <p>Broker and console are given to it as what they are to it: an {@link Intake}'s users, checks
 * and meters.
 */
public final class Gateway implements GatewayView, Commands, Closeable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** How long a person waits for a device or for the pipeline. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Readings must not wait long for removals. */
  private static final int REMOVALS_AT_ONCE = 100;

  private final Parts parts;
  private final SignalDirectory directory;
  private final LiveTable live = new LiveTable();
  private final Ledger ledger = new Ledger();
  private final TroubleBook troubles;
  private final Checks checks = new Checks();
  private final List<Supplier<List<Meter>>> meters = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService keeper;
  private final History history;
  private final NoteKeeper notes;
  private final Journal journal;
  private final Pipeline pipeline;
  private final Thread pipelineThread;
  private final Presenter presenter;
  private final Devices devices;
  private final Uplinks uplinks;
  private final GapWatch gapWatch;
  private final Corrections corrections = new Corrections();
  private final ClockCheck clockCheck;
  private final Wear wear;
  private Runnable onFailure = () -> {};

  /**
   * What the gateway is made of.
   *
   * @param data the data folder
   * @param boot the id of this start
   * @param troubles shared with whoever meets bad input before the pipeline does
   * @param local the way to the clients of the gateway's own broker, which may start later
   * @param gaps why nothing was heard for a while
   */
  public record Parts(
      GatewayConfig config,
      SignalSettings signals,
      Path data,
      Disk disk,
      BrokerState brokerState,
      UplinkState uplinkState,
      DriverCatalogue drivers,
      UplinkCatalogue uplinks,
      TroubleBook troubles,
      WallClock clock,
      RandomGenerator random,
      String version,
      String boot,
      Audit audit,
      LocalPublisher local,
      GapBook gaps) {}

  private Gateway(Parts parts) throws IOException {
    this.parts = parts;
    GatewayConfig config = parts.config();
    this.troubles = parts.troubles();
    this.directory = new SignalDirectory(config.mqtt().limits().signals());
    this.presenter = new Presenter(parts.signals(), live);
    this.keeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("keeper").daemon().factory());
    this.history =
        History.open(
            parts.data().resolve("store.db"),
            config.history(),
            parts.signals(),
            directory,
            parts.clock());
    this.notes = new NoteKeeper(parts.brokerState());
    LedgerReader ledgerReader = new LedgerReader(ledger);
    Path folder = parts.data().resolve("log");
    Spares spares = new Spares(parts.disk(), folder, keeper);
    this.journal = new Journal(parts.disk(), folder, spares);
    this.uplinks = uplinks(config);
    List<JournalReader> readers =
        List.of(
            new DirectoryReader(directory),
            new HistoryReader(history, directory),
            new LiveReader(live),
            notes,
            corrections,
            uplinks);
    this.pipeline =
        new Pipeline(
            new Pipeline.Parts(
                journal,
                readers,
                ledgerReader,
                reading -> live.put(reading, ""),
                ledger,
                troubles,
                directory,
                presenter::range,
                this::keepHouse,
                history::obstacle,
                parts.clock(),
                config.history().commit().acknowledged(),
                config.history().commit().other(),
                config.mqtt().limits().intake().bytes(),
                parts.boot()));
    this.gapWatch =
        new GapWatch(
            parts.gaps(),
            parts.clock(),
            this::devices,
            () -> ledger.view(LedgerView.HistoryCounts.NONE).losses());
    Journal.Replayed replayed =
        journal.replay(
            new Journal.Replayer() {
              @Override
              public void entry(Entry entry) {
                ledgerReader.entry(entry);
                readers.forEach(reader -> reader.entry(entry));
                pipeline.remember(entry);
                gapWatch.replayed(entry);
              }

              @Override
              public void missing(long from, long below) {
                ledgerReader.missing(from, below, parts.clock().micros());
                history.missing(from, below);
              }
            });
    journal.skipTo(Math.max(history.sealedThrough(), parts.brokerState().appliedThrough()) + 1);
    ledgerReader.live();
    long more = history.reconcile(ledger.view(LedgerView.HistoryCounts.NONE).journalled());
    ledger.journalled(more);
    ledger.received(more);
    forgetGhosts();
    restoreLastReadings();
    flushNotes();
    uplinks.begin();
    this.pipelineThread = Thread.ofPlatform().name("pipeline").unstarted(this::runPipeline);
    this.devices = new Devices(polled(), directory, live, presenter);
    this.clockCheck =
        new ClockCheck(pipeline.clockWatch(), parts.clock(), parts.audit(), parts.gaps());
    addChecks(replayed);
    watchGaps(gapWatch::begin);
    meters.add(new GatewayMeters(journal, pipeline, directory, history)::read);
    meters.add(new UplinkMeters(uplinks)::read);
    meters.add(clockCheck::meters);
    this.wear = Wear.of(parts.data(), Path.of("/"), config.telemetry().card(), parts.clock());
    meters.add(new WearMeters(wear)::read);
  }

  /**
   * Opens the stores and reads the journal back; nothing runs yet.
   *
   * @throws IOException if the data folder cannot be used at all; a damaged file in it is set aside
   *     and reported
   */
  public static Gateway open(Parts parts) throws IOException {
    return new Gateway(parts);
  }

  private Uplinks uplinks(GatewayConfig config) {
    UplinkFactory.Surroundings surroundings =
        new UplinkFactory.Surroundings(
            config.gateway().name(), parts.boot(), parts.clock(), parts.random());
    UplinkPlan plan =
        new UplinkPlan(
            parts.uplinks(),
            surroundings,
            id -> new FromUpstream(id, this, parts.audit(), parts.local(), parts.clock()),
            config.gateway().timezone());
    return new Uplinks(
        plan.of(config.uplinks()),
        new Uplinks.Parts(
            parts.uplinkState(),
            () -> new JournalBacklog(journal::read, corrections::apply),
            history::unsent,
            () -> history.counts().unsealed() + history.counts().kept(),
            directory,
            parts.clock(),
            parts.random()));
  }

  /** A signal whose removal was in a damaged record: history has it no more, so nobody may. */
  private void forgetGhosts() {
    directory.stream()
        .filter(signal -> !history.knows(signal.index()))
        .forEach(
            signal -> {
              directory.remove(signal);
              live.remove(signal.index());
            });
  }

  private void restoreLastReadings() {
    directory.stream()
        .forEach(
            signal -> {
              Reading last = live.last(signal.index());
              if (last == null) {
                last = history.lastReading(signal.index());
                if (last != null) {
                  live.restore(last);
                }
              }
              if (last != null) {
                pipeline.remember(last);
              }
            });
  }

  private Map<String, Devices.Polled> polled() {
    Map<String, Devices.Polled> polled = new HashMap<>();
    parts
        .config()
        .devices()
        .forEach(
            (name, section) -> {
              // The configuration's check has refused kinds that are not there.
              DriverFactory<?> factory = parts.drivers().find(section.driver()).orElseThrow();
              List<SignalId> known =
                  directory.stream()
                      .map(Signal::id)
                      .filter(id -> id.device().equals(name))
                      .toList();
              DeviceLoop loop =
                  new DeviceLoop(
                      name,
                      factory,
                      section.settings(),
                      section.every(),
                      new DriverFactory.Surroundings(parts.clock(), parts.random()),
                      pipeline,
                      known);
              polled.put(name, new Devices.Polled(factory.kind(), factory.simulated(), loop));
            });
    return polled;
  }

  private void addChecks(Journal.Replayed replayed) {
    checks.add("journal", () -> Checks.of(Condition.DOWN, pipeline.trouble()));
    checks.add("pipeline", () -> Checks.of(Condition.DOWN, pipeline.stuck()));
    String damage =
        replayed.damagedSegments() == 0
            ? ""
            : replayed.damagedSegments()
                + " damaged journal files were set aside at the start, "
                + replayed.lost()
                + " readings could not be read back";
    checks.add("journal-files", () -> Checks.of(Condition.DEGRADED, damage));
    checks.add("history", () -> Checks.of(Condition.DEGRADED, history.trouble().orElse("")));
    checks.add("history-files", () -> Checks.of(Condition.DEGRADED, setAside()));
    checks.add("uplinks", () -> UplinkCheck.look(uplinks.status()));
    checks.add("clock", clockCheck::look);
  }

  private String setAside() {
    return history
        .setAside()
        .map(
            file ->
                "the damaged store of readings was set aside as "
                    + file.getFileName()
                    + " and a new one started; what the journal still had is in it")
        .orElse("");
  }

  /**
   * Starts the pipeline, then the devices.
   *
   * @param onFailure told if the pipeline has failed: nothing is taken in until a restart
   */
  public void start(Runnable onFailure) {
    this.onFailure = onFailure;
    pipelineThread.start();
    ScheduledFuture<?> _ = keeper.scheduleWithFixedDelay(this::flushNotes, 1, 1, TimeUnit.SECONDS);
    ScheduledFuture<?> _ = keeper.scheduleWithFixedDelay(this::saveUplinks, 1, 1, TimeUnit.SECONDS);
    ScheduledFuture<?> _ =
        keeper.scheduleWithFixedDelay(
            () -> watchGaps(gapWatch::tick),
            GapWatch.EVERY_SECONDS,
            GapWatch.EVERY_SECONDS,
            TimeUnit.SECONDS);
    ScheduledFuture<?> _ = keeper.scheduleWithFixedDelay(this::noteClock, 1, 1, TimeUnit.SECONDS);
    ScheduledFuture<?> _ = keeper.scheduleWithFixedDelay(wear::look, 1, 1, TimeUnit.MINUTES);
    uplinks.start(Thread.ofPlatform().daemon().factory());
    devices.polled().forEach(polled -> polled.loop().start(Thread.ofPlatform().daemon().factory()));
  }

  /**
   * Starts the pipeline alone: what is offered is stored, but no device is polled and nothing is
   * sent.
   *
   * @param onFailure told if the pipeline has failed
   */
  public void startStoring(Runnable onFailure) {
    this.onFailure = onFailure;
    pipelineThread.start();
  }

  private void runPipeline() {
    pipeline.run();
    if (!pipeline.stopped()) {
      onFailure.run();
    }
  }

  private void flushNotes() {
    try {
      notes.flush();
    } catch (RuntimeException e) {
      log.warn("retained messages stay in the journal: {}", e.toString());
    }
  }

  private void noteClock() {
    try {
      clockCheck.note();
    } catch (RuntimeException e) {
      log.warn("that the clock was set could not be put into the audit: {}", e.toString());
    }
  }

  private void saveUplinks() {
    try {
      uplinks.save();
    } catch (RuntimeException e) {
      log.warn("where the uplinks are could not be saved: {}; tried again", e.toString());
    }
  }

  private static void watchGaps(Runnable watch) {
    try {
      watch.run();
    } catch (RuntimeException e) {
      log.warn("why readings are missing could not be noted: {}", e.toString());
    }
  }

  private void keepHouse(Journal journal) throws IOException {
    journal.recycleBelow(pipeline.neededFrom());
    history.pressToSealBelow(journal.pressure(parts.config().history().journal().bytes() / 2));
  }

  /** What is looked at to say how the gateway is; broker and console add theirs. */
  public Checks checks() {
    return checks;
  }

  /** Adds meters to those of the gateway itself. */
  public void addMeters(Supplier<List<Meter>> more) {
    meters.add(more);
  }

  @Override
  public void close() throws IOException {
    try {
      devices.polled().forEach(polled -> polled.loop().close());
      for (Devices.Polled polled : devices.polled()) {
        if (!polled.loop().awaitEnd(Duration.ofSeconds(2))) {
          log.warn("device '{}' hangs in its driver and is left behind", polled.loop().device());
        }
      }
      pipeline.stop();
      pipelineThread.join();
      keeper.shutdown();
      if (!keeper.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("the keeper did not finish in time; the journal still has what it had to do");
      }
      flushNotes();
      watchGaps(gapWatch::end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeUplinks();
      try {
        journal.close();
      } finally {
        history.close();
      }
    }
  }

  private void closeUplinks() {
    try {
      uplinks.close();
    } catch (RuntimeException e) {
      log.warn("where the uplinks are could not be saved: {}; some is sent again", e.toString());
    }
  }

  @Override
  public String name() {
    return parts.config().gateway().name();
  }

  @Override
  public String version() {
    return parts.version();
  }

  @Override
  public String boot() {
    return parts.boot();
  }

  @Override
  public ZoneId timezone() {
    return parts.config().gateway().timezone();
  }

  @Override
  public WallClock clock() {
    return parts.clock();
  }

  @Override
  public Health health() {
    return checks.look();
  }

  @Override
  public SignalDirectory signals() {
    return directory;
  }

  @Override
  public LiveTable live() {
    return live;
  }

  @Override
  public Presentation presentation(Signal signal) {
    return presenter.of(signal);
  }

  @Override
  public List<DeviceStatus> devices() {
    return devices.status(parts.clock().micros());
  }

  @Override
  public Answer history(Query query) {
    return history.query(query);
  }

  @Override
  public List<Gap> gaps(long from, long to) {
    return parts.gaps().between(from, to);
  }

  @Override
  public void export(List<SignalId> signals, long from, long to, ReadingSink sink)
      throws Exception {
    history.export(signals, from, to, sink);
  }

  @Override
  public LedgerView ledger() {
    // Asked for between two batches, where both balances are whole.
    return await(pipeline.ask(() -> ledger.view(history.counts())));
  }

  @Override
  public List<TroubleBook.Trouble> troubles() {
    return troubles.newestFirst();
  }

  @Override
  public List<Meter> meters() {
    return meters.stream().flatMap(some -> some.get().stream()).toList();
  }

  @Override
  public Wear.View wear() {
    return wear.view();
  }

  @Override
  public List<UplinkStatus> uplinks() {
    return uplinks.status();
  }

  @Override
  public List<DeadLetter> deadLetters(String uplink, int limit) {
    return uplinks.deadLetters(uplink, limit);
  }

  @Override
  public void pause(String uplink, @Nullable Duration time) throws Refused {
    courier(uplink).pause(time);
    saveUplinks();
  }

  @Override
  public void resume(String uplink) throws Refused {
    courier(uplink).resume();
    saveUplinks();
  }

  @Override
  public Delivery test(String uplink) throws Refused {
    try {
      return courier(uplink).test();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(Refused.Why.FAILED, "the gateway is stopping");
    }
  }

  private Courier courier(String uplink) throws Refused {
    return uplinks
        .find(uplink)
        .orElseThrow(() -> new Refused(Refused.Why.UNKNOWN, "there is no uplink '" + uplink + "'"));
  }

  @Override
  public Intake intake() {
    return pipeline;
  }

  @Override
  public void set(SignalId id, Value value) throws Refused {
    if (directory.find(id) == null) {
      throw new Refused(Refused.Why.UNKNOWN, "there is no signal '" + id + "'");
    }
    DeviceLoop loop = devices.loop(id.device());
    if (loop == null) {
      throw new Refused(
          Refused.Why.IMPOSSIBLE,
          "'" + id + "' is published to the gateway and cannot be set through it");
    }
    try {
      loop.write(id.name(), value, PATIENCE);
    } catch (DriverException e) {
      throw new Refused(
          e.retryable() ? Refused.Why.FAILED : Refused.Why.IMPOSSIBLE,
          String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(Refused.Why.FAILED, "the gateway is stopping");
    }
  }

  @Override
  public void forget(SignalId id) throws Refused {
    Signal signal = directory.find(id);
    if (signal == null) {
      throw new Refused(Refused.Why.UNKNOWN, "there is no signal '" + id + "'");
    }
    forget(List.of(signal));
  }

  @Override
  public int forgetDevice(String device) throws Refused {
    if (devices.loop(device) != null) {
      throw new Refused(
          Refused.Why.IMPOSSIBLE,
          "'" + device + "' is configured, so its signals would come back at once");
    }
    List<Signal> signals =
        directory.stream().filter(signal -> signal.id().device().equals(device)).toList();
    if (signals.isEmpty()) {
      throw new Refused(Refused.Why.UNKNOWN, "there is no device '" + device + "'");
    }
    for (int from = 0; from < signals.size(); from += REMOVALS_AT_ONCE) {
      forget(signals.subList(from, Math.min(from + REMOVALS_AT_ONCE, signals.size())));
    }
    return signals.size();
  }

  private void forget(List<Signal> signals) throws Refused {
    if (!await(pipeline.remove(signals))) {
      throw new Refused(
          Refused.Why.FAILED, "nothing can be stored now, so the removal would not last");
    }
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the gateway is stopping", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the pipeline did not answer: " + e, e);
    }
  }
}
