/**
 * Sends readings to InfluxDB 1.x, 2.x, 3.x and what understands their line protocol, such as
 * VictoriaMetrics.
 *
 * <p>Must not know other uplinks, nor how readings are kept until they are sent: that is the
 * courier's.
 */
@NullMarked
package dev.sluice.uplinks.influx;

import org.jspecify.annotations.NullMarked;
