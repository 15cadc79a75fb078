package io.tidemark.core;

/**
 * What is stored of a worker number that was ever claimed.
 *
 * @param owner the last claimant; {@link IncarnationNumber#NONE} after a release
 * @param node the last claimant's node
 * @param window the last granted window; its end only rises, but for a release by the owner itself
 * @param windowNonce nonce of the command that granted it, or of a later claim that found it
 *     granted: what its owner proposed with a lower nonce was not meant for it
 */
public record WorkerRecord(
    IncarnationNumber owner, NodeName node, TimeWindow window, long windowNonce) {

  WorkerRecord claimedAgain(long nonce) {
    return new WorkerRecord(owner, node, window, Math.max(windowNonce, nonce));
  }
}
