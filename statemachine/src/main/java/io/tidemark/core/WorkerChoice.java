package io.tidemark.core;

import org.jspecify.annotations.Nullable;

/**
 * Picks a worker number while the numbers of a class are scanned in order: the claimant's own, else
 * one that its node had before, else the lowest never used, else the one whose window ended first.
 */
final class WorkerChoice {

  private final Envelope claimant;
  private final long nowMillis;
  private @Nullable WorkerKey owned;
  private @Nullable WorkerKey sameNode;
  private @Nullable WorkerKey earliest;
  private long earliestEndMillis = Long.MAX_VALUE;
  private int lowestUnused;

  WorkerChoice(Envelope claimant, long nowMillis) {
    this.claimant = claimant;
    this.nowMillis = nowMillis;
  }

  boolean consider(WorkerKey key, WorkerRecord worker) {
    if (key.number() == lowestUnused) {
      lowestUnused++;
    }
    if (worker.owner().equals(claimant.incarnation())) {
      owned = key;
      return false;
    }
    boolean free = worker.window().endMillis() <= nowMillis;
    if (free && worker.node().equals(claimant.proposer()) && sameNode == null) {
      sameNode = key;
    }
    if (free && worker.window().endMillis() < earliestEndMillis) {
      earliest = key;
      earliestEndMillis = worker.window().endMillis();
    }
    return true;
  }

  /** The number that the claimant already owns. */
  @Nullable WorkerKey owned() {
    return owned;
  }

  /** The number to claim, or null if none is free. */
  @Nullable WorkerKey best(WorkerClass workerClass) {
    if (sameNode != null) {
      return sameNode;
    }
    return lowestUnused < workerClass.size() ? new WorkerKey(workerClass, lowestUnused) : earliest;
  }
}
