package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.LedgerView;
import dev.sluice.model.Reading;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold after whatever happened to an uplink, from what the gateway says of itself and
 * from what the far side has. For tests in which the values of a signal rise as they are taken in,
 * so that a value tells which reading it is.
 */
public final class UplinkLedgerChecker {

  /**
   * What the gateway says of all readings.
   *
   * @param history those that history says where they are
   */
  public record Totals(long received, long journalled, long lost, long history) {

    /** As the gateway's own view has it. */
    public static Totals of(LedgerView ledger) {
      return new Totals(
          ledger.received(), ledger.journalled(), ledger.lost(), ledger.history().total());
    }
  }

  /** What the gateway says of one uplink, in readings. */
  public record Account(
      long journalled,
      long acknowledged,
      long pending,
      long filtered,
      long deadLettered,
      long dropped) {

    /** As its status has it. */
    public static Account of(UplinkStatus status) {
      return new Account(
          status.counts().journalled(),
          status.counts().acknowledged(),
          status.pending(),
          status.counts().filtered(),
          status.counts().deadLettered(),
          status.counts().dropped());
    }

    /** All that never has to arrive. */
    public long excused() {
      return filtered + deadLettered + dropped;
    }
  }

  /**
   * A reading as the far side got it.
   *
   * @param time µs since 1970
   * @param lane whose order it stands in: the start of the gateway that sent it, and which lane
   */
  public record Got(SignalId signal, long time, long value, String lane) {}

  /** A reading as the far side tells it from others. */
  private record Key(SignalId signal, long time) {}

  private UplinkLedgerChecker() {}

  /** Received = journalled + losses, and history has a place for all that was journalled. */
  public static void balances(Totals totals) {
    assertThat(totals.received())
        .as("received = journalled + losses: %s", totals)
        .isEqualTo(totals.journalled() + totals.lost());
    assertThat(totals.journalled())
        .as("journalled = what history tells: %s", totals)
        .isEqualTo(totals.history());
  }

  /** Journalled = acknowledged + pending + filtered + dead-lettered + dropped, none below zero. */
  public static void balances(Account account) {
    assertThat(account.journalled())
        .as("journalled = acknowledged + pending + excused: %s", account)
        .isEqualTo(account.acknowledged() + account.pending() + account.excused());
    assertThat(
            List.of(
                account.acknowledged(),
                account.pending(),
                account.filtered(),
                account.deadLettered(),
                account.dropped()))
        .as("%s", account)
        .allMatch(count -> count >= 0);
  }

  /** All balances, and nothing counts as acknowledged that the far side has not got. */
  public static void balances(Totals totals, Account account, Collection<Got> got) {
    balances(totals);
    balances(account);
    assertThat(account.journalled()).as("%s of %s", account, totals).isEqualTo(totals.journalled());
    assertThat(account.acknowledged())
        .as("acknowledged, against what arrived: %s", account)
        .isLessThanOrEqualTo(got.stream().map(one -> key(one)).distinct().count());
  }

  /** Everything sent has arrived by value, but for what is accounted for otherwise. */
  public static void complete(
      Map<SignalId, List<Long>> sent, Collection<Got> got, Account account) {
    assertThat(account.pending()).as("pending: %s", account).isZero();
    Map<SignalId, Set<Long>> missing = missing(sent, got);
    assertThat(missing.values().stream().mapToLong(Set::size).sum())
        .as("readings that never arrived, against %s: %s", account, missing)
        .isLessThanOrEqualTo(account.excused());
    assertNothingElse(sent, got);
  }

  /** Everything sent has arrived by value, nothing else has, and it counts as acknowledged. */
  public static void allArrived(
      Map<SignalId, List<Long>> sent, Collection<Got> got, Account account) {
    complete(sent, got, account);
    assertThat(missing(sent, got)).as("what never arrived: %s", account).isEmpty();
    assertThat(account.acknowledged()).as("%s", account).isEqualTo(account.journalled());
    assertThat(account.excused()).as("%s", account).isZero();
  }

  private static Map<SignalId, Set<Long>> missing(
      Map<SignalId, List<Long>> sent, Collection<Got> got) {
    Map<SignalId, Set<Long>> there = values(got);
    Map<SignalId, Set<Long>> missing = new LinkedHashMap<>();
    sent.forEach(
        (signal, values) -> {
          Set<Long> left = new LinkedHashSet<>(values);
          left.removeAll(there.getOrDefault(signal, Set.of()));
          if (!left.isEmpty()) {
            missing.put(signal, left);
          }
        });
    return missing;
  }

  private static void assertNothingElse(Map<SignalId, List<Long>> sent, Collection<Got> got) {
    values(got)
        .forEach(
            (signal, values) -> {
              Set<Long> invented = new HashSet<>(values);
              invented.removeAll(new HashSet<>(sent.getOrDefault(signal, List.of())));
              assertThat(invented).as("of %s, what nobody has sent", signal).isEmpty();
            });
  }

  private static Map<SignalId, Set<Long>> values(Collection<Got> got) {
    Map<SignalId, Set<Long>> values = new HashMap<>();
    got.forEach(one -> values.computeIfAbsent(one.signal(), _ -> new HashSet<>()).add(one.value()));
    return values;
  }

  /**
   * Whatever came twice is the same reading: a signal and time has one value, and that one time.
   */
  public static void repeatsAreEqual(Collection<Got> got) {
    Map<Key, Long> values = new HashMap<>();
    Map<List<Object>, Long> times = new HashMap<>();
    for (Got one : got) {
      Long value = values.putIfAbsent(key(one), one.value());
      assertThat(value == null || value == one.value())
          .as("%s, where %s came before", one, value)
          .isTrue();
      Long time = times.putIfAbsent(List.of(one.signal(), one.value()), one.time());
      assertThat(time == null || time == one.time())
          .as("%s, which came with %s before", one, time)
          .isTrue();
    }
  }

  /** Within each lane, each signal's readings first came in the order in which they were taken. */
  public static void inOrder(Collection<Got> got) {
    Map<List<Object>, Set<Long>> lanes = new LinkedHashMap<>();
    got.forEach(
        one ->
            lanes
                .computeIfAbsent(List.of(one.lane(), one.signal()), _ -> new LinkedHashSet<>())
                .add(one.value()));
    lanes.forEach((lane, values) -> assertThat(List.copyOf(values)).as("%s", lane).isSorted());
  }

  /** The same, leaving aside repeats of what had arrived before, on whichever lane. */
  public static void inOrderButForRepeats(Collection<Got> got) {
    Set<Key> seen = new HashSet<>();
    inOrder(got.stream().filter(one -> seen.add(key(one))).toList());
  }

  /** Sorted by time, what came on all lanes together is in the order in which it was taken. */
  public static void sortedByTime(Collection<Got> got) {
    Map<SignalId, List<Got>> signals = new HashMap<>();
    got.forEach(one -> signals.computeIfAbsent(one.signal(), _ -> new ArrayList<>()).add(one));
    signals.forEach(
        (signal, all) ->
            assertThat(
                    all.stream()
                        .sorted(Comparator.comparingLong(Got::time))
                        .map(Got::value)
                        .distinct())
                .as("%s by time", signal)
                .isSorted());
  }

  private static Key key(Got one) {
    return new Key(one.signal(), one.time());
  }

  /** The balance holds, and nothing counts as confirmed that did not arrive. */
  static void balances(CourierWorld world) {
    UplinkStatus status = world.courier().status();
    Account account = Account.of(status);
    balances(account);
    assertThat(status.balanced()).as("%s", status).isTrue();
    assertThat(account.journalled()).isEqualTo(world.readings().size());
    assertThat(status.backlog()).as("backlog").isBetween(0L, status.pending());
    assertThat(account.acknowledged())
        .as("confirmed, against what arrived")
        .isLessThanOrEqualTo(got(world).stream().map(one -> key(one)).distinct().count());
  }

  /** All that is not accounted for otherwise has arrived. */
  static void complete(CourierWorld world) {
    balances(world);
    UplinkStatus status = world.courier().status();
    complete(sent(world), got(world), Account.of(status));
    repeatsAreEqual(got(world));
    assertThat(status.oldest()).as("the oldest pending").isZero();
  }

  /** Everything has arrived. */
  static void allArrived(CourierWorld world) {
    complete(world);
    allArrived(sent(world), got(world), Account.of(world.courier().status()));
  }

  /**
   * Within a lane each signal's readings came in order, but for repeats of what had arrived before,
   * on whichever lane.
   */
  static void inOrder(CourierWorld world, Lane lane) {
    Set<Key> seen = new HashSet<>();
    List<Got> first = got(world).stream().filter(one -> seen.add(key(one))).toList();
    inOrder(first.stream().filter(one -> one.lane().equals(lane.name())).toList());
  }

  private static Map<SignalId, List<Long>> sent(CourierWorld world) {
    Map<SignalId, List<Long>> sent = new HashMap<>();
    for (Reading reading : world.readings()) {
      sent.computeIfAbsent(world.id(reading.signal()), _ -> new ArrayList<>())
          .add(number(reading.value()));
    }
    return sent;
  }

  private static List<Got> got(CourierWorld world) {
    return world.uplink.received().stream()
        .map(one -> new Got(one.signal(), one.time(), number(one.value()), one.lane().name()))
        .toList();
  }

  private static long number(@Nullable Value value) {
    return value instanceof Value.Num(double number) ? (long) number : Long.MIN_VALUE;
  }
}
