package dev.sluice.uplink;

import dev.sluice.uplink.Downstream.Cause;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came down from one destination since the start. {@code received = written + published +
 * refused + what waits}.
 *
 * @param received messages that the destination sent
 * @param written those that set a signal
 * @param published those that went to the clients of the local broker
 * @param refused those that were not done, by cause; causes that never came up are left out
 * @param lastRefusal why the last one was not done, for people; empty if none was
 * @param lastRefusalAt µs since 1970; 0 if none was
 * @param trouble why nothing can come down now, for people; empty if it can
 */
public record DownStatus(
    long received,
    long written,
    long published,
    Map<Cause, Long> refused,
    String lastRefusal,
    long lastRefusalAt,
    String trouble) {

  public DownStatus {
    refused = Map.copyOf(refused);
  }

  /** All that were not done. */
  public long allRefused() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many were not done, by the cause's word, in order. */
  public Map<String, Long> refusedByWord() {
    Map<String, Long> byWord = new TreeMap<>();
    refused.forEach((cause, count) -> byWord.put(cause.word(), count));
    return byWord;
  }
}
