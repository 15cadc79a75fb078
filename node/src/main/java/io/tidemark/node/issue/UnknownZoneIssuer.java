package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.Problem;
import java.util.List;

/** Issues nothing: this machine's tables don't know the zone that the periods begin and end in. */
final class UnknownZoneIssuer implements Issuer {

  private final Problem problem;

  UnknownZoneIssuer(NamespaceName namespace, String zone) {
    this.problem =
        Problem.unavailable(
            Problem.Code.RANGE_EXHAUSTED,
            "this node's time zone tables don't know %s, the zone of namespace %s; update its JDK,"
                    .formatted(zone, namespace)
                + " or ask another node");
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  @Override
  public Answer<IdText> tryIssue(int count, IdText text) {
    return Answer.denied(problem);
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    return Answer.denied(problem);
  }

  @Override
  public long remaining() {
    return 0;
  }
}
