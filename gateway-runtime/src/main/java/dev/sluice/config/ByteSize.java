package dev.sluice.config;

/** A number of bytes, written as {@code 512KiB}, {@code 16MiB}, {@code 2GB}. */
public record ByteSize(long bytes) {}
