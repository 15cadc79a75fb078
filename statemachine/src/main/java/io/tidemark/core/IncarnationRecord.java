package io.tidemark.core;

/**
 * What is stored of an incarnation.
 *
 * @param registeredMillis replicated time of the registration
 * @param processNonce the process's random name
 * @param window the last granted window of the time line; {@link TimeWindow#EMPTY} if there was
 *     none
 * @param windowNonce nonce of the command that granted it
 */
public record IncarnationRecord(
    NodeName node,
    long registeredMillis,
    String processNonce,
    TimeWindow window,
    long windowNonce) {}
