package io.tidemark.http.edge;

/**
 * How much may wait.
 *
 * @param callsMax the most calls that may wait for the node at once; more are refused
 */
public record WaitingBound(int callsMax) {}
