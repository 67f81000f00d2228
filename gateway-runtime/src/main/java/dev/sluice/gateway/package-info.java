/**
 * The gateway as a whole: what may be asked (GatewayView) and what may be done (Commands).
 *
 * <p>Must not know HTTP, the command line or any vendor.
 */
@NullMarked
package dev.sluice.gateway;

import org.jspecify.annotations.NullMarked;
