/** Tests of the live stream's parts without sockets. */
@NullMarked
package dev.sluice.console.stream;

import org.jspecify.annotations.NullMarked;
