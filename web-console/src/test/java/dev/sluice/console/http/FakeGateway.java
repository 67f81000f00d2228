package dev.sluice.console.http;

import dev.sluice.config.ByteSize;
import dev.sluice.config.TelemetrySection;
import dev.sluice.gateway.Commands;
import dev.sluice.gateway.GatewayView;
import dev.sluice.history.Answer;
import dev.sluice.history.Query;
import dev.sluice.history.ReadingSink;
import dev.sluice.live.LiveTable;
import dev.sluice.meters.Cause;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.wear.Wear;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A gateway that does what a test says and remembers what it was told. */
final class FakeGateway implements GatewayView, Commands {

  volatile Wear.View wear =
      new Wear.View(
          "mmcblk0",
          "",
          OptionalLong.of(4_096_000),
          OptionalLong.of(485_000_000),
          86_400,
          new TelemetrySection.Card(new ByteSize(32_000_000_000L), 300),
          OptionalDouble.of(54.2));

  private final WallClock clock;
  private final SignalDirectory directory = new SignalDirectory(100_000);
  private final LiveTable live = new LiveTable();
  private final AtomicLong seq = new AtomicLong();

  /** How often somebody looked at the devices. */
  final AtomicLong looks = new AtomicLong();

  final List<Arrival> arrivals = Collections.synchronizedList(new ArrayList<>());
  final List<String> done = Collections.synchronizedList(new ArrayList<>());
  final List<Query> queries = Collections.synchronizedList(new ArrayList<>());
  volatile Health health = new Health(Condition.UP, Map.of(), true);
  volatile List<DeviceStatus> devices = List.of();
  volatile List<TroubleBook.Trouble> troubles = List.of();
  volatile List<Meter> meters = List.of();
  volatile List<UplinkStatus> uplinks = List.of();
  volatile List<DeadLetter> deadLetters = List.of();
  volatile Delivery tested = new Delivery.Delivered();
  volatile Intake.Verdict verdict = Intake.Verdict.TAKEN;
  volatile Outcome outcome = Outcome.STORED;
  volatile @Nullable Refused refused;
  volatile Function<Query, Answer> history =
      query -> new Answer(0, 0, 0, query.aggregate(), new long[0], Map.of());
  volatile Export export = sink -> {};
  volatile List<Gap> gaps = List.of();
  volatile LedgerView ledger =
      new LedgerView(
          10,
          7,
          List.of(new LedgerView.Loss(Cause.MALFORMED, 3, SteppedClock.START)),
          new LedgerView.HistoryCounts(2, 5, 0, 0, 0),
          1);

  /** What an export yields. */
  interface Export {
    void run(ReadingSink sink) throws Exception;
  }

  FakeGateway(WallClock clock) {
    this.clock = clock;
  }

  Signal signal(String id, Kind kind, @Nullable String unit) {
    return Optional.ofNullable(directory.add(SignalId.parse(id), kind, unit, false)).orElseThrow();
  }

  void reading(Signal signal, @Nullable Value value, Quality quality) {
    live.put(
        new Reading(
            signal.index(), value, quality, clock.micros(), clock.micros(), seq.incrementAndGet()),
        "fake");
  }

  void reading(Signal signal, double value) {
    reading(signal, new Value.Num(value), Quality.GOOD);
  }

  static Map<SignalId, Answer.Series> series(String id, Answer.Series series) {
    Map<SignalId, Answer.Series> map = new LinkedHashMap<>();
    map.put(SignalId.parse(id), series);
    return map;
  }

  @Override
  public String name() {
    return "plant-7";
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public String boot() {
    return "boot-1";
  }

  @Override
  public ZoneId timezone() {
    return ZoneId.of("Europe/Berlin");
  }

  @Override
  public WallClock clock() {
    return clock;
  }

  @Override
  public Health health() {
    return health;
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
    return new Presentation(
        "Name of " + signal.id().name(),
        signal.unit(),
        signal.kind() == Kind.NUMBER ? 1 : -1,
        30_000_000);
  }

  @Override
  public List<DeviceStatus> devices() {
    looks.incrementAndGet();
    return devices;
  }

  @Override
  public Answer history(Query query) {
    queries.add(query);
    return history.apply(query);
  }

  @Override
  public List<Gap> gaps(long from, long to) {
    return gaps;
  }

  @Override
  public void export(List<SignalId> signals, long from, long to, ReadingSink sink)
      throws Exception {
    export.run(sink);
  }

  @Override
  public Wear.View wear() {
    return wear;
  }

  @Override
  public LedgerView ledger() {
    return ledger;
  }

  @Override
  public List<TroubleBook.Trouble> troubles() {
    return troubles;
  }

  @Override
  public List<UplinkStatus> uplinks() {
    return uplinks;
  }

  @Override
  public List<DeadLetter> deadLetters(String uplink, int limit) {
    return deadLetters.stream()
        .filter(letter -> letter.uplink().equals(uplink))
        .limit(limit)
        .toList();
  }

  @Override
  public void pause(String uplink, @Nullable Duration time) throws Refused {
    known(uplink);
    done.add("pause " + uplink + " " + time);
  }

  @Override
  public void resume(String uplink) throws Refused {
    known(uplink);
    done.add("resume " + uplink);
  }

  @Override
  public Delivery test(String uplink) throws Refused {
    known(uplink);
    return tested;
  }

  private void known(String uplink) throws Refused {
    Refused why = refused;
    if (why != null) {
      throw why;
    }
    if (uplinks.stream().noneMatch(status -> status.id().equals(uplink))) {
      throw new Refused(Refused.Why.UNKNOWN, "no such uplink");
    }
  }

  @Override
  public List<Meter> meters() {
    return meters;
  }

  @Override
  public Intake intake() {
    return arrival -> {
      if (verdict == Intake.Verdict.TAKEN) {
        arrivals.add(arrival);
        arrival.receipt().settle(outcome);
      }
      return verdict;
    };
  }

  @Override
  public void set(SignalId signal, Value value) throws Refused {
    Refused why = refused;
    if (why != null) {
      throw why;
    }
    done.add("set " + signal + " " + value);
  }

  @Override
  public void forget(SignalId signal) throws Refused {
    Refused why = refused;
    if (why != null) {
      throw why;
    }
    Signal known = directory.find(signal);
    if (known == null) {
      throw new Refused(Refused.Why.UNKNOWN, "no such signal");
    }
    directory.remove(known);
    live.remove(known.index());
    done.add("forget " + signal);
  }

  @Override
  public int forgetDevice(String device) throws Refused {
    Refused why = refused;
    if (why != null) {
      throw why;
    }
    List<Signal> known =
        directory.stream().filter(signal -> signal.id().device().equals(device)).toList();
    if (known.isEmpty()) {
      throw new Refused(Refused.Why.UNKNOWN, "no such device");
    }
    known.forEach(directory::remove);
    done.add("forget device " + device);
    return known.size();
  }
}
