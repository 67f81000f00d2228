package dev.sluice.uplinks.influx;

import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkFilesContract;

/** The settings of uplinks to InfluxDB in files. */
class InfluxFilesTest extends UplinkFilesContract {

  @Override
  protected UplinkFactory<?> factory() {
    return new InfluxUplinkFactory();
  }
}
