package io.tidemark.node.exchange;

/** You were removed from the cluster. Ratis does not send a removed member the last entry. */
public final class Dismiss {

  private Dismiss() {}

  /**
   * @param clusterId the asking leader's cluster
   * @param node whom it means
   * @param membersIndex the log index of the committed configuration without the node
   */
  public record Request(String clusterId, String node, long membersIndex) {}

  /**
   * @param understood whether the node is who was meant, and stops
   */
  public record Answer(boolean understood) {}
}
