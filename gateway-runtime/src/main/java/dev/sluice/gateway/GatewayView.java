package dev.sluice.gateway;

import dev.sluice.history.Answer;
import dev.sluice.history.Query;
import dev.sluice.history.ReadingSink;
import dev.sluice.live.LiveTable;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.wear.Wear;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that may be asked of the gateway. Every method is safe from any thread and changes nothing.
 */
public interface GatewayView {

  /** The gateway's name from the configuration. */
  String name();

  /** The version of the software, as {@code 0.1.0}. */
  String version();

  /** The id of this start, different after every start. */
  String boot();

  /** The time zone that pages show. */
  ZoneId timezone();

  WallClock clock();

  Health health();

  SignalDirectory signals();

  LiveTable live();

  /** How a signal is shown: the configuration laid over what the source said. */
  Presentation presentation(Signal signal);

  List<DeviceStatus> devices();

  /**
   * Looks up history. Blocks for as long as it takes: never call it on an event loop.
   *
   * @throws IllegalArgumentException if the query asks too much; the message says what
   */
  Answer history(Query query);

  /**
   * Why readings are missing in a range, as far as that is known. Blocks: reads a file.
   *
   * @return the gaps that touch [from, to], µs since 1970, by their begin
   */
  List<Gap> gaps(long from, long to);

  /**
   * Streams every reading of a range, one signal after the other, each in the order of time, with
   * bounded memory. Blocks: never call it on an event loop.
   */
  void export(List<SignalId> signals, long from, long to, ReadingSink sink) throws Exception;

  LedgerView ledger();

  /** What the device under the data folder is written, and how long it bears that. */
  Wear.View wear();

  List<TroubleBook.Trouble> troubles();

  /** How each uplink is, in the order of the configuration; those gone from it lately last. */
  List<UplinkStatus> uplinks();

  /**
   * What an uplink's destination will never take, the newest first. Blocks: reads a file.
   *
   * @param limit the most that are given
   */
  List<DeadLetter> deadLetters(String uplink, int limit);

  /**
   * Counters and gauges that are not in the ledger, by name in Prometheus' style without the {@code
   * sluice_} prefix.
   */
  List<Meter> meters();

  /** How well something does; worse comes later. */
  enum Condition {
    UP,
    DEGRADED,
    DOWN
  }

  /**
   * The answer to "how are you".
   *
   * @param condition the worst of the checks
   * @param checks by name: journal, history, broker, disk, clock …
   * @param ready true if MQTT and HTTP are served and readings are stored
   */
  record Health(Condition condition, Map<String, Check> checks, boolean ready) {
    /**
     * One thing that was looked at.
     *
     * @param cause what is wrong and what helps, empty when up
     */
    public record Check(Condition condition, String cause) {}
  }

  /**
   * How a signal is shown.
   *
   * @param name what people call it
   * @param unit its unit, or null
   * @param decimals digits after the point, or -1 for as many as the value has
   * @param staleAfter the age in µs from which its value counts as stale
   */
  record Presentation(String name, @Nullable String unit, int decimals, long staleAfter) {}

  /**
   * A device: configured, or only seen through its signals.
   *
   * @param driver the kind of its driver, {@code mqtt} or {@code http} for those that are only seen
   * @param status one of the words people see
   * @param cause why it is not online, empty otherwise
   * @param lastSeen when its last reading came, µs since 1970, 0 = never
   * @param signals how many it has
   */
  record DeviceStatus(
      String id,
      String driver,
      boolean simulated,
      Status status,
      String cause,
      long lastSeen,
      int signals) {
    /** The words of the console. */
    public enum Status {
      ONLINE,
      DEGRADED,
      OFFLINE,
      NEVER_SEEN
    }
  }

  /**
   * A counter or gauge.
   *
   * @param labels by name, in order
   */
  record Meter(String name, Type type, String help, Map<String, String> labels, double value) {

    static Meter counter(String name, String help, Map<String, String> labels, long value) {
      return new Meter(name, Type.COUNTER, help, labels, (double) value);
    }

    static Meter gauge(String name, String help, Map<String, String> labels, long value) {
      return new Meter(name, Type.GAUGE, help, labels, (double) value);
    }

    /** As in Prometheus. */
    public enum Type {
      COUNTER,
      GAUGE
    }
  }
}
