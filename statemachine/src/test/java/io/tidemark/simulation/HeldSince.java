package io.tidemark.simulation;

/**
 * When a holding was proposed, by the clocks of its machine, and in truth.
 *
 * @param trueMillis for the judge alone
 */
record HeldSince(long monotonicMillis, long bootMillis, long trueMillis) {}
