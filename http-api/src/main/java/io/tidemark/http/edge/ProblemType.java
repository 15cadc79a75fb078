package io.tidemark.http.edge;

import io.tidemark.node.service.Problem;
import java.util.Locale;

/**
 * A kind of problem, as RFC 9457 tells it.
 *
 * @param code stable, in snake_case
 * @param status of the answer
 * @param title the same for every problem of this type
 */
public record ProblemType(String code, int status, String title) {

  /** The problem type of a code of the node: the one place that gives codes a status. */
  static ProblemType of(Problem.Code code) {
    return switch (code) {
      case NAMESPACE_NOT_FOUND -> named(code.name(), 404, "Namespace not found");
      case MEMBER_NOT_FOUND -> named(code.name(), 404, "Member not found");
      case MEMBER_UNFIT -> named(code.name(), 409, "Member unfit");
      case MEMBER_NOT_READY -> named(code.name(), 409, "Member not ready");
      case MEMBERSHIP_CONFLICT -> named(code.name(), 409, "Membership conflict");
      case QUORUM_AT_RISK -> named(code.name(), 409, "Quorum at risk");
      case LAST_SERVING_MEMBER -> named(code.name(), 409, "Last serving member");
      case SNAPSHOT_RUNNING -> named(code.name(), 409, "Snapshot running");
      case RULE_FROZEN -> named(code.name(), 409, "Rule frozen");
      case MARK_NOT_RAISED -> named(code.name(), 409, "High-water mark not raised");
      case NAMESPACE_PROTECTED -> named(code.name(), 409, "Namespace protected");
      case UNKNOWN_FEATURE -> named(code.name(), 409, "Cluster not upgraded yet");
      case PRECONDITION_FAILED -> named(code.name(), 412, "Precondition failed");
      case RULE_INVALID -> named(code.name(), 422, "Invalid rule");
      case WRONG_KIND -> named(code.name(), 422, "Wrong kind");
      case ID_INVALID -> named(code.name(), 422, "Invalid ID");
      case PAGE_TOKEN_INVALID -> named(code.name(), 422, "Invalid page token");
      case NO_QUORUM -> named(code.name(), 503, "No quorum");
      case RANGE_EXHAUSTED -> named(code.name(), 503, "Range exhausted");
      case CLOCK_OUT_OF_BOUNDS -> named(code.name(), 503, "Clock out of bounds");
      case WORKERS_EXHAUSTED -> named(code.name(), 503, "Workers exhausted");
      case DRAINING -> named(code.name(), 503, "Draining");
      case NOT_READY -> named(code.name(), 503, "Not ready");
      case SNAPSHOT_FAILED -> named(code.name(), 503, "Snapshot failed");
      case BACKUP_FAILED -> named(code.name(), 503, "Backup failed");
      // Not 429: it is this node that is busy, not this caller that asks too often, and another
      // node may well answer.
      case OVERLOADED -> named(code.name(), 503, "Overloaded");
      case SEQUENCE_EXHAUSTED -> named(code.name(), 507, "Sequence exhausted");
      case LAYOUT_EXHAUSTED -> named(code.name(), 507, "Layout exhausted");
      case STATE_FULL -> named(code.name(), 507, "State full");
    };
  }

  static ProblemType named(String name, int status, String title) {
    return new ProblemType(name.toLowerCase(Locale.ROOT), status, title);
  }

  /**
   * The {@code type} member: the same from every node and every version, to compare, not to open.
   */
  String uri() {
    return "urn:tidemark:problem:" + code;
  }
}
