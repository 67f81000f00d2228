/**
 * Who is asking: sessions, tokens, log-in, and the checks against forged requests.
 *
 * <p>Must not know what the API does.
 */
@NullMarked
package dev.sluice.console.auth;

import org.jspecify.annotations.NullMarked;
