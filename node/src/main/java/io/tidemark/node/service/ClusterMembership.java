package io.tidemark.node.service;

import io.tidemark.node.peer.MemberChange;

/**
 * Who belongs to the cluster. Every method blocks, up to some seconds: call it from a virtual
 * thread.
 */
public interface ClusterMembership {

  /**
   * Changes who belongs to the cluster. The same call again is the same change.
   *
   * @return granted also while the change goes on
   */
  Answer<Changed> change(MemberChange change);

  /**
   * A change that was taken up.
   *
   * @param done false while it goes on
   * @param membersIndex the log index of the configuration that is in force; -1 while it goes on
   */
  record Changed(boolean done, long membersIndex) {}
}
