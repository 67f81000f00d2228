/**
 * One handler per noun of the HTTP API.
 *
 * <p>Must not know paths, roles or listeners: those stand in the route table.
 */
@NullMarked
package dev.sluice.console.api;

import org.jspecify.annotations.NullMarked;
