/**
 * The web server: listeners, the table of routes, the door every request passes, and the pages.
 *
 * <p>Must not know how a noun is answered.
 */
@NullMarked
package dev.sluice.console.http;

import org.jspecify.annotations.NullMarked;
