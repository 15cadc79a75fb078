package io.tidemark.node.formation;

/** What a node does after a round of questions. */
public sealed interface Step {

  /** Ask again later. */
  record Wait(String reason) implements Step {}

  /** Make up a random cluster id and record {@link Stage.Prepared} with it. */
  record Draw() implements Step {}

  /** Record {@link Stage.Prepared}. */
  record Adopt(String clusterId) implements Step {}

  /** Record {@link Stage.Formed}. */
  record Form(String clusterId) implements Step {}

  /** This node must not take part. */
  record Refuse(String reason) implements Step {}
}
