package dev.sluice.config;

import java.util.List;

/**
 * Stands at the settings of a kind of uplink whose far side knows a client by a name that only one
 * connection may have: a second one would end the first, again and again.
 */
public interface SoleClient {

  /**
   * The places that a connection takes: texts for people, like {@code 'plant-7' at broker:8883}. No
   * two uplinks may have one in common. One that the settings alone do not tell is left out.
   *
   * @param uplink the uplink's name
   * @param gateway the gateway's name
   */
  List<String> seats(String uplink, String gateway);

  /** The setting to change where two have one in common. */
  String seatSetting();
}
