/**
 * InfluxDB line protocol, as Telegraf and scripts send it, to samples.
 *
 * <p>Pure: no I/O, no clock. Must not know HTTP or the pipeline.
 */
@NullMarked
package dev.sluice.lineprotocol;

import org.jspecify.annotations.NullMarked;
