package io.tidemark.node.peer;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * One change of who belongs to the cluster.
 *
 * @param node who is added, promoted, removed or replaced
 * @param address where a node that is added is, or one that takes the place of a voter and is no
 *     listener yet; null otherwise
 * @param by who takes the place of a replaced voter: a new node, or a listener; null otherwise
 * @param expectedIndex of the configuration that is to be changed; {@link #ANY_INDEX} for any
 */
public record MemberChange(
    Action action,
    NodeName node,
    @Nullable HostPort address,
    @Nullable NodeName by,
    long expectedIndex) {

  /** Whatever configuration is in force. */
  public static final long ANY_INDEX = -1;

  /** What is to be done. */
  public enum Action {
    /** A new node becomes a voter, once it has caught up. */
    ADD,
    /** A new node becomes a listener. */
    ADD_LISTENER,
    /** A listener becomes a voter. */
    PROMOTE,
    /** A member leaves. */
    REMOVE,
    /** A voter leaves and another node takes its place, at once. */
    REPLACE
  }

  /** How it went. */
  public enum Verdict {
    /** The configuration is committed. */
    DONE,
    /** It goes on; ask again. */
    RUNNING,
    /** No leader took it up; nothing was done. */
    NO_LEADER,
    /** Another change goes on, or came before; nothing was done. */
    CONFLICT,
    /** There is no such member. */
    UNKNOWN_MEMBER,
    /** The node may do it later: it does not run yet, or is not caught up; nothing was done. */
    NOT_YET,
    /** The node can't do this; nothing was done. */
    UNFIT,
    /** A majority would be lost; nothing was done. */
    QUORUM_AT_RISK,
    /** Whether it was done is not known. */
    UNKNOWN
  }

  /**
   * What came of it.
   *
   * @param membersIndex of the configuration that is in force; -1 if unknown
   * @param detail why it was not done; empty if it was
   */
  public record Result(Verdict verdict, long membersIndex, String detail) {

    /** Nothing was done, or it isn't known. */
    public static Result not(Verdict verdict, String detail) {
      return new Result(verdict, -1, detail);
    }
  }

  /** Whether it asks for the same, whatever it expects to find. */
  public boolean isSameAs(MemberChange other) {
    return new MemberChange(action, node, address, by, other.expectedIndex).equals(other);
  }
}
