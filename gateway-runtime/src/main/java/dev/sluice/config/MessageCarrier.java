package dev.sluice.config;

import java.util.List;

/**
 * Stands at the settings of a kind of uplink that can send whole messages as they are; the others'
 * sections refuse {@code raw}.
 */
public interface MessageCarrier {

  /** False if these settings lead to where messages cannot keep their topics. */
  default boolean carriesMessages() {
    return true;
  }

  /**
   * What is wrong with sending messages under these filters, when it takes more than these settings
   * alone to tell; none if nothing is.
   *
   * @param raw topic filters without faults
   * @param gateway the gateway's name
   */
  default List<Complaint> againstRaw(List<String> raw, String gateway) {
    return List.of();
  }
}
