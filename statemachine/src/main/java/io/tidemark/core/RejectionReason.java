package io.tidemark.core;

/** Why a command was refused. */
public enum RejectionReason {
  /** The command needs a newer feature level than the cluster's. */
  UNKNOWN_FEATURE,
  /**
   * The proposing process is not, or no longer, the current incarnation of its node. It must halt.
   */
  SUPERSEDED_INCARNATION,
  /** The proposing node was removed from the cluster, or never added. It must halt. */
  NOT_A_MEMBER,
  /** A value of the command is out of bounds; a proposer of this version never sends it. */
  BAD_COMMAND,
  NAMESPACE_NOT_FOUND,
  /** The namespace changed since the proposer looked. */
  STALE_GENERATION,
  /** The namespace is of a kind that has no number line. */
  WRONG_KIND,
  /** Fewer values are left below the rule's maximum than are of use. */
  SEQUENCE_EXHAUSTED,
  /** A field that decides printed IDs would change after IDs may have been issued. */
  RULE_FROZEN,
  RULE_INVALID,
  PRECONDITION_FAILED,
  /** The namespace {@code default} can't be deleted. */
  DEFAULT_NAMESPACE,
  /** The mark would not move forward. */
  MARK_NOT_RAISED,
  /** The window's end is not what the claimant expects: another process extended it. */
  WINDOW_CONFLICT,
  /** The window would run too far ahead of replicated time, or replicated time is not known yet. */
  CLOCK_OUT_OF_BOUNDS,
  /** Every worker number of the class is in use. */
  NO_WORKER_FREE,
  /** The range or worker is not the proposer's. */
  NOT_OWNER,
  /** The state has reached the share of its size limit from which nothing may grow. */
  STATE_FULL,
  /** All incarnation numbers are used up. */
  INCARNATIONS_EXHAUSTED
}
