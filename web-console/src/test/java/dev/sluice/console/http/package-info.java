/** Tests of the web server over real sockets. */
@NullMarked
package dev.sluice.console.http;

import org.jspecify.annotations.NullMarked;
