package io.tidemark.http.resource;

/**
 * What runs.
 *
 * @param version such as {@code 0.1.0}
 * @param build names the sources that it was built from
 */
public record Release(String version, String build) {}
