package io.tidemark.node.member;

/**
 * What Raft says of this node.
 *
 * @param role {@code leader}, {@code follower}, {@code candidate} or {@code listener}
 * @param lastIndex of the log, committed or not; -1 if it is empty
 */
public record RaftState(
    String role, long term, long commitIndex, long appliedIndex, long lastIndex) {}
