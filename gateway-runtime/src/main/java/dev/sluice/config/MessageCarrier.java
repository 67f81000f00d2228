package dev.sluice.config;

/**
 * Stands at the settings of a kind of uplink that can send whole messages as they are; the others'
 * sections refuse {@code raw}.
 */
public interface MessageCarrier {

  /** False if these settings lead to where messages cannot keep their topics. */
  default boolean carriesMessages() {
    return true;
  }
}
