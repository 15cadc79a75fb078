package io.tidemark.node.formation;

/** What a peer answered in one round of questions. */
public sealed interface Sight {

  /** Nothing came back. */
  record Silent(String reason) implements Sight {}

  /** It answers, but has not read its disk yet. */
  record Starting() implements Sight {}

  /** It was told of other peers, or has another name. */
  record Stranger(String detail) implements Sight {}

  /**
   * It was told of the same peers, or is a member.
   *
   * @param stage what its disk says
   * @param sawRaft whether it has seen this node run Raft
   */
  record At(Stage stage, boolean sawRaft) implements Sight {

    /** A peer that has seen nothing. */
    public At(Stage stage) {
      this(stage, false);
    }
  }
}
