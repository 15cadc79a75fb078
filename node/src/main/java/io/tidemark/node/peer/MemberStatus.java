package io.tidemark.node.peer;

import io.tidemark.core.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * How one member of the cluster is, as it says itself or as is known of it.
 *
 * @param httpAddress null if the member did not answer
 * @param raftRole {@code leader}, {@code follower}, {@code candidate}, {@code listener}; null if it
 *     did not answer
 * @param leader whom the member follows, null if nobody or unknown
 * @param term -1 if unknown
 * @param commitIndex -1 if unknown
 * @param appliedIndex -1 if unknown
 * @param version null if unknown
 * @param ready whether it can issue
 * @param trouble why it is not ready; empty if it is or if unknown
 * @param clockMillis its wall clock at the moment when all were asked, give or take half of what
 *     its answer took; -1 if unknown
 * @param vitals null if unknown
 */
public record MemberStatus(
    NodeName name,
    Role role,
    State state,
    String raftAddress,
    @Nullable String httpAddress,
    @Nullable String raftRole,
    @Nullable NodeName leader,
    long term,
    long commitIndex,
    long appliedIndex,
    @Nullable String version,
    boolean ready,
    String trouble,
    long clockMillis,
    @Nullable Vitals vitals) {

  /** Whether it issues: it answers and says so. */
  public boolean serves() {
    return state == State.UP && ready;
  }

  /** Whether it was asked to stop issuing, or is stopping. */
  public boolean isDraining() {
    return vitals != null && vitals.draining();
  }

  /** Part in the quorum. */
  public enum Role {
    VOTER,
    LISTENER
  }

  /** Whether the member answers. */
  public enum State {
    UP,
    DOWN,
    UNKNOWN
  }
}
