package dev.sluice.uplink;

import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The far side of an uplink in {@link UplinkContract}: the real server, or a strict fake of it,
 * always on the same port. Used by the test's thread alone.
 */
public interface UplinkPeer extends AutoCloseable {

  /**
   * A reading as the far side has it.
   *
   * @param signal under the name that it was sent
   * @param value null if it has none
   * @param time µs since 1970; the contract sends whole milliseconds
   */
  record Got(SignalId signal, @Nullable Value value, long time) {}

  /** Takes connections and readings from now on; what it got before is still there. */
  void start() throws Exception;

  /** Goes away as with the power cut: connections break, new ones are refused. */
  void stop() throws Exception;

  /**
   * From the next request or connection on the uplink's credentials are wrong, or right again; open
   * connections that were let in before may be closed.
   *
   * @return false if the kind has no credentials; then nothing changes
   */
  boolean refuseCredentials(boolean refuse) throws Exception;

  /**
   * Readings of this signal are never taken from now on, whatever else is in the batch.
   *
   * @return false if the kind has no way to say no to a single reading
   */
  boolean reject(SignalId signal) throws Exception;

  /**
   * Each answer comes this much later.
   *
   * @return false if that cannot be had
   */
  boolean slow(Duration by) throws Exception;

  /**
   * Takes connections and bytes, and never answers anything; or does again.
   *
   * @return false if that cannot be had
   */
  boolean blackHole(boolean on) throws Exception;

  /**
   * All readings that have arrived so far, of each signal in the order of their arrival (where the
   * far side keeps that; in the order of time where it does not), repeats included if it keeps
   * them.
   */
  List<Got> received() throws Exception;

  @Override
  void close() throws IOException;
}
