package io.tidemark.node.service;

import io.tidemark.core.FieldFault;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import java.util.List;

/**
 * Why a request was not granted, and what its caller may conclude.
 *
 * @param detail names the thing, the value and the way out
 * @param effect whether anything may have happened
 * @param retryable whether the same request may simply be made again
 * @param retryAfterSeconds when it may be worth it; 0 if that can't be said
 */
public record Problem(
    Code code,
    String detail,
    Effect effect,
    boolean retryable,
    int retryAfterSeconds,
    List<FieldFault> faults) {

  public Problem {
    faults = List.copyOf(faults);
  }

  /** Nothing happened, and the same request will fail again. */
  public static Problem refused(Code code, String detail) {
    return new Problem(code, detail, Effect.REFUSED, false, 0, List.of());
  }

  /** Nothing happened because of fields of the request. */
  public static Problem refused(Code code, String detail, List<FieldFault> faults) {
    return new Problem(code, detail, Effect.REFUSED, false, 0, faults);
  }

  /** Nothing happened, and the same request may succeed a little later. */
  public static Problem unavailable(Code code, String detail) {
    return new Problem(code, detail, Effect.REFUSED, true, 1, List.of());
  }

  /** It may have taken effect. */
  public static Problem unknown(Code code, String detail, boolean retryable) {
    return new Problem(code, detail, Effect.UNKNOWN, retryable, 1, List.of());
  }

  /** What a refusal of the replicated state means to the caller. */
  public static Problem of(Outcome.Rejected rejected) {
    Code code = codeOf(rejected.reason());
    boolean passing =
        switch (code) {
          case CLOCK_OUT_OF_BOUNDS, WORKERS_EXHAUSTED, NO_QUORUM, DRAINING -> true;
          default -> false;
        };
    return new Problem(
        code, rejected.detail(), Effect.REFUSED, passing, passing ? 1 : 0, rejected.faults());
  }

  private static Code codeOf(RejectionReason reason) {
    return switch (reason) {
      case NAMESPACE_NOT_FOUND -> Code.NAMESPACE_NOT_FOUND;
      case WRONG_KIND -> Code.WRONG_KIND;
      case SEQUENCE_EXHAUSTED -> Code.SEQUENCE_EXHAUSTED;
      case RULE_FROZEN -> Code.RULE_FROZEN;
      case RULE_INVALID, BAD_COMMAND -> Code.RULE_INVALID;
      case PRECONDITION_FAILED -> Code.PRECONDITION_FAILED;
      case DEFAULT_NAMESPACE -> Code.NAMESPACE_PROTECTED;
      case MARK_NOT_RAISED -> Code.MARK_NOT_RAISED;
      case CLOCK_OUT_OF_BOUNDS -> Code.CLOCK_OUT_OF_BOUNDS;
      case NO_WORKER_FREE -> Code.WORKERS_EXHAUSTED;
      case STATE_FULL, INCARNATIONS_EXHAUSTED -> Code.STATE_FULL;
      case UNKNOWN_FEATURE -> Code.UNKNOWN_FEATURE;
      case SUPERSEDED_INCARNATION, NOT_A_MEMBER -> Code.DRAINING;
      case STALE_GENERATION, WINDOW_CONFLICT, NOT_OWNER -> Code.NO_QUORUM;
    };
  }

  /** Whether anything may have happened. */
  public enum Effect {
    REFUSED,
    UNKNOWN
  }

  /** Stable name of the problem; in lower case it is the {@code code} of the HTTP answer. */
  public enum Code {
    NAMESPACE_NOT_FOUND,
    /** The namespace's kind has no number line, or no such operation. */
    WRONG_KIND,
    RULE_INVALID,
    RULE_FROZEN,
    PRECONDITION_FAILED,
    /** {@code default} can't be deleted. */
    NAMESPACE_PROTECTED,
    MARK_NOT_RAISED,
    /** The text is not an ID of the kind that it should be. */
    ID_INVALID,
    PAGE_TOKEN_INVALID,
    /** No leader, or no quorum answered in time. */
    NO_QUORUM,
    /** What this node holds is used up and no more came within the deadline. */
    RANGE_EXHAUSTED,
    /** This node's clock is too far off the majority's to be granted a window. */
    CLOCK_OUT_OF_BOUNDS,
    /** All worker numbers are within other processes' windows. */
    WORKERS_EXHAUSTED,
    /** The node is stopping. */
    DRAINING,
    /** The node is starting: forming, recovering or registering. */
    NOT_READY,
    MEMBER_NOT_FOUND,
    /** The member can't do what is asked of it. */
    MEMBER_UNFIT,
    /** The member can't do it yet: it does not run, or is not caught up. */
    MEMBER_NOT_READY,
    /** Another change of the members goes on, or came before. */
    MEMBERSHIP_CONFLICT,
    /** Too few voters would answer. */
    QUORUM_AT_RISK,
    /** No other member would serve. */
    LAST_SERVING_MEMBER,
    /** A snapshot that was asked for is still being written. */
    SNAPSHOT_RUNNING,
    /** The member could not write its snapshot. */
    SNAPSHOT_FAILED,
    /** The copy of the state could not be written. */
    BACKUP_FAILED,
    /** Too many requests wait on this node already. */
    OVERLOADED,
    /** Fewer values are left below the rule's maximum than were asked for. */
    SEQUENCE_EXHAUSTED,
    /** The time of a snowflake layout, or of a kind, has run out of bits. */
    LAYOUT_EXHAUSTED,
    /** The replicated state is near its size limit. */
    STATE_FULL,
    /** Every member must be upgraded first. */
    UNKNOWN_FEATURE
  }
}
