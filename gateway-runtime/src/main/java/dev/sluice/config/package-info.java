/**
 * From {@code sluice.yaml} to records: every setting with its default and its check in one place.
 *
 * <p>Must not know what the settings are used for; opens no connection and no file but the one it
 * is given.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
