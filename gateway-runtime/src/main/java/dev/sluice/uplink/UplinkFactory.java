package dev.sluice.uplink;

import dev.sluice.time.WallClock;
import java.util.random.RandomGenerator;

/**
 * Makes uplinks of one kind. Found by {@link java.util.ServiceLoader}.
 *
 * @param <C> the record that holds this kind's own settings, read from the uplink's section of the
 *     configuration
 */
public interface UplinkFactory<C extends Record> {

  /** The word behind {@code type:} in the configuration. */
  String type();

  /** The record of this kind's own settings; checked by its constructor. */
  Class<C> settings();

  /**
   * True if the far side knows us by a name in the settings that only one connection may have: a
   * second one would end the first.
   */
  default boolean onlyOnce(C settings) {
    return false;
  }

  /** An uplink that is not connected yet. */
  Uplink open(String id, C settings, Surroundings surroundings);

  /**
   * What an uplink may need from outside: passed in, so that tests decide.
   *
   * @param gateway the gateway's name
   * @param boot the id of this start
   * @param downstream what this uplink may do with what comes from upstream
   */
  record Surroundings(
      String gateway, String boot, WallClock clock, RandomGenerator random, Downstream downstream) {

    /** Surroundings of an uplink from which nothing comes down. */
    public Surroundings(String gateway, String boot, WallClock clock, RandomGenerator random) {
      this(gateway, boot, clock, random, Downstream.closed());
    }

    /** The same, where this may be done with what comes from upstream. */
    public Surroundings with(Downstream other) {
      return new Surroundings(gateway, boot, clock, random, other);
    }
  }
}
