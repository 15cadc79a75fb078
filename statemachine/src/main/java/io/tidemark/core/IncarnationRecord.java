package io.tidemark.core;

/**
 * What is stored of an incarnation.
 *
 * @param registeredMillis replicated time of the registration
 * @param processNonce the process's random name
 * @param window the last granted window of the time line; {@link TimeWindow#EMPTY} if there was
 *     none
 * @param windowNonce nonce of the command that granted it
 * @param knownLevel the highest feature level that the process knows
 */
public record IncarnationRecord(
    NodeName node,
    long registeredMillis,
    String processNonce,
    TimeWindow window,
    long windowNonce,
    int knownLevel) {

  IncarnationRecord withWindow(TimeWindow granted, long nonce) {
    return new IncarnationRecord(node, registeredMillis, processNonce, granted, nonce, knownLevel);
  }
}
