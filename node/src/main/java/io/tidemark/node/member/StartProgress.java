package io.tidemark.node.member;

/** Port: learns why a node that is starting does not go on. Called on the starting thread. */
@FunctionalInterface
public interface StartProgress {

  /**
   * The node waits, and may wait for ever.
   *
   * @param reason one line for people: what for, and the way out
   */
  void waiting(String reason);
}
