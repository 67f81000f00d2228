package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.files.MemoryDisk;
import dev.sluice.journal.Entry;
import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalReader;
import dev.sluice.journal.Spares;
import dev.sluice.live.LiveReader;
import dev.sluice.live.LiveTable;
import dev.sluice.meters.Cause;
import dev.sluice.meters.Ledger;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Kind;
import dev.sluice.model.Note;
import dev.sluice.model.Quality;
import dev.sluice.model.RawTopic;
import dev.sluice.model.Reading;
import dev.sluice.model.Sample;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.pipeline.Intake.Verdict;
import dev.sluice.signals.DirectoryReader;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PipelineTest {

  private static final Commit AT_ONCE = new Commit(Duration.ZERO, Duration.ZERO);

  /** How long an acknowledged and any other arrival may wait. */
  private record Commit(Duration acknowledged, Duration other) {}

  private static final SignalId TEMPERATURE = new SignalId("oven", "temperature");

  private final MemoryDisk disk = new MemoryDisk();
  private Life life = new Life(AT_ONCE, 100, 1 << 20);

  /** One run of a gateway's core, from start to stop or power cut. */
  private final class Life {
    private final TestClock clock = new TestClock();
    private final SignalDirectory directory;
    private final LiveTable live = new LiveTable();
    private final Ledger ledger = new Ledger();
    private final TroubleBook troubles = new TroubleBook(100);
    private final List<Entry> durable = new CopyOnWriteArrayList<>();
    private final List<Entry> replayed;
    private final Pipeline pipeline;
    private final Thread thread;
    private volatile boolean failing;
    private volatile String obstacle = "";

    Life(Commit commit, int signals, long capacity) {
      directory = new SignalDirectory(signals);
      try {
        Path folder = Path.of("log");
        Journal journal = new Journal(disk, folder, new Spares(disk, folder, Runnable::run));
        LedgerReader ledgerReader = new LedgerReader(ledger);
        List<JournalReader> readers =
            List.of(
                new DirectoryReader(directory),
                new LiveReader(live),
                durable::add,
                _ -> {
                  if (failing) {
                    throw new IllegalStateException("a reader that fails");
                  }
                });
        pipeline =
            new Pipeline(
                new Pipeline.Parts(
                    journal,
                    readers,
                    ledgerReader,
                    reading -> live.put(reading, ""),
                    ledger,
                    troubles,
                    directory,
                    signal ->
                        signal.id().name().equals("limited")
                            ? new SignalRanges.Range(0, 10)
                            : SignalRanges.Range.ANY,
                    _ -> {},
                    () -> obstacle,
                    clock,
                    commit.acknowledged(),
                    commit.other(),
                    capacity,
                    "boot-1"));
        journal.replay(
            entry -> {
              ledgerReader.entry(entry);
              readers.forEach(reader -> reader.entry(entry));
              pipeline.remember(entry);
            });
        ledgerReader.live();
        replayed = List.copyOf(durable);
        durable.clear();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      thread = new Thread(pipeline, "pipeline under test");
      thread.setDaemon(true);
    }

    Life start() {
      thread.start();
      return this;
    }

    void stop() throws InterruptedException {
      pipeline.stop();
      thread.join();
    }

    LedgerView view() {
      return pipeline
          .ask(
              () ->
                  ledger.view(
                      new HistoryCounts(ledger.view(HistoryCounts.NONE).journalled(), 0, 0, 0, 0)))
          .join();
    }

    Signal signal(SignalId id) {
      return Objects.requireNonNull(directory.find(id), "no signal " + id);
    }

    Reading last(SignalId id) {
      return Objects.requireNonNull(live.last(signal(id).index()), "no reading of " + id);
    }
  }

  /** Real monotonic time, wall time by hand. */
  private static final class TestClock implements WallClock {
    private volatile long micros = 1_764_000_000_000_000L;
    private volatile boolean trusted = true;

    @Override
    public long micros() {
      return micros;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public boolean trusted() {
      return trusted;
    }
  }

  @BeforeEach
  void startPipeline() {
    life.start();
  }

  @AfterEach
  void stopPipeline() throws InterruptedException {
    disk.failing(false);
    life.stop();
  }

  private static Sample sample(SignalId id, Value value) {
    return Sample.of(id, value);
  }

  private static Arrival arrival(Care care, @Nullable Resend resend, Sample... samples) {
    return new Arrival("client-1", care, false, List.of(samples), resend, null, new Receipt());
  }

  private static Arrival publish(int packet, boolean dup, double value) {
    return arrival(
        Care.ACKNOWLEDGED,
        new Resend("client-1", packet, Double.hashCode(value), dup),
        sample(TEMPERATURE, new Value.Num(value)));
  }

  private Outcome settled(Arrival arrival) throws Exception {
    assertThat(life.pipeline.offer(arrival)).isEqualTo(Verdict.TAKEN);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    arrival.receipt().whenSettled(outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private void powerCut() throws InterruptedException {
    life.stop();
    disk.cutPower(new SplittableRandom(1));
    life = new Life(AT_ONCE, 100, 1 << 20).start();
  }

  @Test
  void aReadingIsDurableAndLiveOnceItsReceiptSaysStored() throws Exception {
    assertThat(settled(publish(1, false, 21.5))).isEqualTo(Outcome.STORED);

    assertThat(life.last(TEMPERATURE).value()).isEqualTo(new Value.Num(21.5));
    assertThat(life.durable).anyMatch(entry -> entry instanceof Entry.Arrived);
    assertThat(life.view().balanced()).isTrue();
    powerCut();
    assertThat(life.last(TEMPERATURE).value()).isEqualTo(new Value.Num(21.5));
    assertThat(life.view().journalled()).isEqualTo(1);
    assertThat(life.view().received()).isEqualTo(1);
  }

  @Test
  void aMessageIsDurableBesideWhatItSaysAndOnlyItsSizeIsShown() throws Exception {
    Value.Message message =
        new Value.Message("oven/temperature", new byte[] {0, 50, 0}, 2, true, new byte[] {1});
    SignalId raw = RawTopic.signal("oven/temperature");
    settled(
        arrival(
            Care.ACKNOWLEDGED, null, sample(TEMPERATURE, new Value.Num(2)), sample(raw, message)));

    assertThat(life.signal(raw).kind()).isEqualTo(Kind.MESSAGE);
    assertThat(life.last(raw).value()).isEqualTo(new Value.Text("3 bytes on oven/temperature"));
    assertThat(life.view().journalled()).isEqualTo(2);
    assertThat(life.view().balanced()).isTrue();
    powerCut();
    assertThat(life.replayed)
        .filteredOn(entry -> entry instanceof Entry.Arrived)
        .singleElement()
        .extracting(entry -> ((Entry.Arrived) entry).readings().getLast().value())
        .isEqualTo(message);
    assertThat(life.last(raw).value()).isEqualTo(new Value.Text("3 bytes on oven/temperature"));
    assertThat(life.view().journalled()).isEqualTo(2);
    assertThat(life.view().received()).isEqualTo(2);
  }

  @Test
  void aPublishMayHaveReadingsAndALossAndTheLedgerCountsBoth() throws Exception {
    Note lost = new Note.Malformed("oven/temperature", "raw-too-large", "too much");
    settled(
        new Arrival(
            "client-1",
            Care.ACKNOWLEDGED,
            false,
            List.of(sample(TEMPERATURE, new Value.Num(2))),
            null,
            lost,
            new Receipt()));
    assertThat(life.view().received()).isEqualTo(2);
    assertThat(life.view().journalled()).isEqualTo(1);
    assertThat(life.view().balanced()).isTrue();
    assertThat(life.troubles.newestFirst()).extracting("reason").containsExactly("raw-too-large");
    powerCut();
    assertThat(life.view().received()).isEqualTo(2);
    assertThat(life.view().balanced()).isTrue();
  }

  @Test
  void twoReadingsInOneMillisecondGetTimesOfTheirOwn() throws Exception {
    settled(publish(1, false, 1));
    long first = life.last(TEMPERATURE).time();
    settled(publish(2, false, 2));
    assertThat(life.last(TEMPERATURE).time()).isEqualTo(first + 1);
    powerCut();
    settled(publish(3, false, 3));
    assertThat(life.last(TEMPERATURE).time()).isEqualTo(first + 2);
  }

  @Test
  void aTimeGivenBySourceIsKept() throws Exception {
    long time = life.clock.micros() - 5_000_123;
    settled(
        arrival(
            Care.OTHER, null, new Sample(TEMPERATURE, new Value.Num(1), Quality.GOOD, time, "°C")));
    assertThat(life.last(TEMPERATURE).time()).isEqualTo(time);
    assertThat(life.signal(TEMPERATURE).unit()).isEqualTo("°C");
  }

  @Test
  void withoutATrustedClockTheGatewaysTimesAreUncertain() throws Exception {
    life.clock.trusted = false;
    settled(publish(1, false, 1));
    assertThat(life.last(TEMPERATURE).quality()).isEqualTo(Quality.UNCERTAIN_CLOCK);
  }

  @Test
  void aValueOfAnotherTypeIsBadAndTheSignalKeepsItsKind() throws Exception {
    settled(publish(1, false, 1));
    settled(arrival(Care.ACKNOWLEDGED, null, sample(TEMPERATURE, new Value.Text("warm"))));
    assertThat(life.last(TEMPERATURE).quality()).isEqualTo(Quality.BAD_TYPE);
    assertThat(life.last(TEMPERATURE).value()).isNull();
    settled(publish(2, false, 2));
    assertThat(life.last(TEMPERATURE).quality()).isEqualTo(Quality.GOOD);
  }

  @Test
  void aValueOutsideItsRangeIsUncertain() throws Exception {
    SignalId limited = new SignalId("oven", "limited");
    settled(arrival(Care.ACKNOWLEDGED, null, sample(limited, new Value.Num(11))));
    assertThat(life.last(limited).quality()).isEqualTo(Quality.UNCERTAIN_RANGE);
  }

  @Test
  void aResendIsRecognisedAndStoredOnceAlsoAfterAPowerCut() throws Exception {
    assertThat(settled(publish(7, false, 1))).isEqualTo(Outcome.STORED);
    assertThat(settled(publish(7, true, 1))).isEqualTo(Outcome.DUPLICATE);
    powerCut();
    assertThat(settled(publish(7, true, 1))).isEqualTo(Outcome.DUPLICATE);
    assertThat(life.view().journalled()).isEqualTo(1);
  }

  @Test
  void aPublishThatIsNoResendOfTheLast256IsStored() throws Exception {
    settled(publish(7, false, 1));
    // Another payload under the same packet id, and the same without the DUP flag, are new.
    assertThat(settled(publish(7, true, 2))).isEqualTo(Outcome.STORED);
    assertThat(settled(publish(7, false, 1))).isEqualTo(Outcome.STORED);
    for (int i = 0; i < Resends.WINDOW; i++) {
      settled(publish(100 + i, false, 5));
    }
    assertThat(settled(publish(7, true, 1))).isEqualTo(Outcome.STORED);
  }

  @Test
  void aFailedCommitIsNeverAcknowledgedAndItsResendIsStored() throws Exception {
    settled(publish(1, false, 1));
    disk.failing(true);
    assertThat(settled(publish(2, false, 2))).isEqualTo(Outcome.FAILED);
    assertThat(life.pipeline.storing()).isFalse();

    Arrival refused = publish(3, false, 3);
    assertThat(life.pipeline.offer(refused)).isEqualTo(Verdict.DISK);
    disk.failing(false);
    awaitStoring();
    assertThat(settled(publish(2, true, 2))).isEqualTo(Outcome.STORED);
    LedgerView view = life.view();
    assertThat(view.balanced()).isTrue();
    assertThat(view.losses())
        .extracting(LedgerView.Loss::cause)
        .containsExactlyInAnyOrder(Cause.COMMIT_FAILED, Cause.DISK_REFUSED);
    powerCut();
    assertThat(life.view().journalled()).isEqualTo(2);
  }

  private void awaitStoring() {
    await().atMost(Duration.ofSeconds(10)).until(() -> life.pipeline.storing());
  }

  @Test
  void withoutADiskOtherReadingsAreStillLiveAndCounted() throws Exception {
    settled(publish(1, false, 1));
    disk.failing(true);
    settled(publish(2, false, 2));
    Arrival poll = arrival(Care.OTHER, null, sample(TEMPERATURE, new Value.Num(3)));
    assertThat(settled(poll)).isEqualTo(Outcome.FAILED);
    assertThat(life.last(TEMPERATURE).value()).isEqualTo(new Value.Num(3));
    assertThat(life.view().losses()).extracting(LedgerView.Loss::cause).contains(Cause.NOT_STORED);
    assertThat(life.view().balanced()).isTrue();
  }

  @Test
  void whileHistoryCanTakeNoMoreNothingIsStoredAndNobodyWaits() throws Exception {
    settled(publish(1, false, 1));
    life.obstacle = "memory is full";
    await().untilAsserted(() -> assertThat(life.pipeline.storing()).isFalse());
    assertThat(life.pipeline.trouble()).isEqualTo("memory is full");
    assertThat(life.pipeline.offer(publish(3, false, 3))).isEqualTo(Verdict.DISK);
    Arrival poll = arrival(Care.OTHER, null, sample(TEMPERATURE, new Value.Num(4)));
    assertThat(settled(poll)).isEqualTo(Outcome.FAILED);
    assertThat(life.last(TEMPERATURE).value()).isEqualTo(new Value.Num(4));

    life.obstacle = "";
    awaitStoring();
    assertThat(life.pipeline.trouble()).isEmpty();
    assertThat(settled(publish(3, true, 3))).isEqualTo(Outcome.STORED);
    assertThat(life.view().balanced()).isTrue();
    powerCut();
    assertThat(life.view().journalled()).isEqualTo(2);
  }

  @Test
  void afterTheClockStepsBackNoReadingGetsATimeThatIsTaken() throws Exception {
    long now = life.clock.micros();
    settled(publish(1, false, 1));
    life.clock.micros = now - 3_600_000_000L;
    settled(publish(2, false, 2));
    powerCut();
    life.clock.micros = now - 3_600_000_000L;
    settled(publish(3, false, 3));
    powerCut();
    settled(publish(4, false, 4));
    List<Long> times =
        life.replayed.stream()
            .filter(Entry.Arrived.class::isInstance)
            .flatMap(entry -> ((Entry.Arrived) entry).readings().stream())
            .map(Reading::time)
            .toList();
    assertThat(times).hasSize(3).doesNotHaveDuplicates();
    assertThat(life.last(TEMPERATURE).time()).isNotIn(times);
  }

  @Test
  void aSignalDefinedInAFailedCommitIsDefinedAgain() throws Exception {
    SignalId fresh = new SignalId("late", "comer");
    settled(publish(1, false, 1));
    disk.failing(true);
    settled(arrival(Care.OTHER, null, sample(fresh, new Value.Num(1))));
    disk.failing(false);
    awaitStoring();
    settled(arrival(Care.ACKNOWLEDGED, null, sample(fresh, new Value.Num(2))));
    powerCut();
    assertThat(life.last(fresh).value()).isEqualTo(new Value.Num(2));
  }

  @Test
  void pastTheCapOnSignalsNewOnesAreCountedAndOldOnesGoOn() throws Exception {
    life.stop();
    life = new Life(AT_ONCE, 2, 1 << 20).start();
    for (int i = 0; i < 5; i++) {
      settled(
          arrival(Care.ACKNOWLEDGED, null, sample(new SignalId("d", "s" + i), new Value.Num(i))));
    }
    LedgerView view = life.view();
    assertThat(view.journalled()).isEqualTo(2);
    assertThat(view.losses()).singleElement().extracting(LedgerView.Loss::count).isEqualTo(3L);
    assertThat(view.balanced()).isTrue();
  }

  @Test
  void aMalformedPayloadIsJournalledCountedAndAcknowledged() throws Exception {
    Arrival bad =
        new Arrival(
            "client-9",
            Care.ACKNOWLEDGED,
            false,
            List.of(),
            null,
            new Note.Malformed("a/b", "malformed-json", "{"),
            new Receipt());
    assertThat(settled(bad)).isEqualTo(Outcome.STORED);
    assertThat(life.troubles.newestFirst())
        .singleElement()
        .extracting("source", "reason", "count")
        .containsExactly("client-9", "malformed-json", 1L);
    powerCut();
    LedgerView view = life.view();
    assertThat(view.losses())
        .singleElement()
        .extracting("cause", "count")
        .containsExactly(Cause.MALFORMED, 1L);
    assertThat(view.balanced()).isTrue();
  }

  @Test
  void whatCannotBeARecordCountsAsOneMalformedArrival() throws Exception {
    life.stop();
    life = new Life(AT_ONCE, 2_000, 32 << 20).start();
    Value text = new Value.Text("x".repeat(Value.MAX_TEXT_BYTES));
    Sample[] samples = new Sample[Arrival.MAX_SAMPLES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(new SignalId("book", "page-" + i), text);
    }
    Note note = new Note.Retained("book", 0, new byte[100_000], null);
    settled(
        new Arrival("client-1", Care.OTHER, false, List.of(samples), null, note, new Receipt()));
    LedgerView before = life.view();
    assertThat(before.lost()).isEqualTo(1);
    assertThat(before.balanced()).isTrue();
  }

  @Test
  void aFullDoorRefusesAndCounts() throws Exception {
    life.stop();
    life = new Life(AT_ONCE, 10, 300);
    assertThat(life.pipeline.offer(publish(1, false, 1))).isEqualTo(Verdict.TAKEN);
    assertThat(life.pipeline.offer(publish(2, false, 1))).isEqualTo(Verdict.FULL);
    life.start();
    LedgerView view = life.view();
    assertThat(view.losses())
        .singleElement()
        .extracting("cause", "count")
        .containsExactly(Cause.INTAKE_FULL, 1L);
  }

  @Test
  void aQuietGatewayWaitsForCompany() throws Exception {
    life.stop();
    life = new Life(new Commit(Duration.ofSeconds(10), Duration.ofMinutes(1)), 10, 1 << 20).start();
    Arrival first = publish(1, false, 1);
    life.pipeline.offer(first);
    // Answered between two batches: by then the arrival has been taken, and waits.
    life.view();
    assertThat(first.receipt().outcome()).isNull();
    List<Arrival> company = new ArrayList<>();
    for (int i = 2; i < 150; i++) {
      company.add(publish(i, false, i));
      life.pipeline.offer(company.getLast());
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    first.receipt().whenSettled(outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.STORED);
  }

  @Test
  void aRemovedSignalIsGoneAfterAPowerCutAndComesBackAsANewOne() throws Exception {
    settled(publish(1, false, 1));
    Signal before = life.signal(TEMPERATURE);
    assertThat(life.pipeline.remove(List.of(before)).get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(life.directory.find(TEMPERATURE)).isNull();
    powerCut();
    assertThat(life.directory.find(TEMPERATURE)).isNull();
    settled(publish(2, false, 2));
    assertThat(life.signal(TEMPERATURE).index()).isGreaterThan(before.index());
  }

  @Test
  void aPipelineThatHasFailedRefusesAndKeepsNobodyWaiting() throws Exception {
    life.failing = true;
    Arrival last = publish(1, false, 1);
    assertThat(life.pipeline.offer(last)).isEqualTo(Verdict.TAKEN);
    life.thread.join(10_000);

    assertThat(last.receipt().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(life.pipeline.trouble()).contains("has failed");
    assertThat(life.pipeline.offer(publish(2, false, 2))).isEqualTo(Verdict.DISK);
    assertThat(life.pipeline.ask(() -> 1)).isCompletedExceptionally();
    powerCut();
    assertThat(life.last(TEMPERATURE).value()).isEqualTo(new Value.Num(1));
    assertThat(life.view().balanced()).isTrue();
  }

  @Test
  void aListenerThatThrowsHarmsNobodyElse() throws Exception {
    Arrival rude = publish(1, false, 1);
    rude.receipt()
        .whenSettled(
            outcome -> {
              throw new IllegalStateException("a listener that throws");
            });
    life.pipeline.offer(rude);
    assertThat(settled(publish(2, false, 2))).isEqualTo(Outcome.STORED);
  }

  @Test
  void afterTheStopNobodyIsLetInOrKeptWaiting() throws Exception {
    settled(publish(1, false, 1));
    life.stop();
    Arrival late = publish(2, false, 2);
    assertThat(life.pipeline.offer(late)).isEqualTo(Verdict.FULL);
    assertThat(life.pipeline.ask(() -> 1)).isCompletedExceptionally();
  }

  @Test
  void theLedgerSurvivesWithItsLosses() throws Exception {
    life.stop();
    life = new Life(AT_ONCE, 1, 1 << 20).start();
    settled(publish(1, false, 1));
    settled(arrival(Care.ACKNOWLEDGED, null, sample(new SignalId("d", "x"), new Value.Num(1))));
    LedgerView before = life.view();
    powerCut();
    assertThat(life.view()).isEqualTo(before);
    assertThat(before.lost()).isEqualTo(1);
  }
}
