/** Contract kits and fakes for destinations upstream. */
@NullMarked
package dev.sluice.uplink;

import org.jspecify.annotations.NullMarked;
