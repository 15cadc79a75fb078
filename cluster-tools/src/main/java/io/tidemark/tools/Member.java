package io.tidemark.tools;

import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.identity.StartRefusedException;

/** A running member, as the {@code server} command sees it. */
interface Member {

  /**
   * Stops gracefully: takes no more requests, seals what it holds, hands over leadership, closes.
   * Called once. Takes at most the configuration's {@code drainMillisMax}.
   *
   * @return whether all of that was done in time
   */
  boolean drain();

  /** Starts members. */
  @FunctionalInterface
  interface Start {

    /**
     * Returns once the member runs, which may take as long as its peers do.
     *
     * @throws StartRefusedException if it must not run; then nothing was changed on disk
     */
    Member start(NodeConfig config) throws StartRefusedException, InterruptedException;
  }
}
