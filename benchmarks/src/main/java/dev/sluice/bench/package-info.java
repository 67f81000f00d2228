/**
 * Measures the product beside its peers, in one run on one machine; not shipped.
 *
 * <p>Must not know the product's inside: it talks MQTT and HTTP to processes, as a device would.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
