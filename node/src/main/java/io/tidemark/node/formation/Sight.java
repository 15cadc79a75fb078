package io.tidemark.node.formation;

/** What a peer answered in one round of questions. */
public sealed interface Sight {

  /** Nothing came back. */
  record Silent(String reason) implements Sight {}

  /** It answers, but has not read its disk yet. */
  record Starting() implements Sight {}

  /** It was told of other peers, or has another name. */
  record Stranger(String detail) implements Sight {}

  /** It was told of the same peers; what its disk says. */
  record At(Stage stage) implements Sight {}
}
