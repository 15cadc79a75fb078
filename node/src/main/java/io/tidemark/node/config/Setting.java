package io.tidemark.node.config;

/**
 * A value as it was written, and where.
 *
 * @param origin {@code --http}, {@code TIDEMARK_HTTP}, {@code node.yaml:3}
 */
record Setting(String value, String origin) {}
