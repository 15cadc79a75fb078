package io.tidemark.http.edge;

import io.tidemark.core.FieldFault;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.Problem.Effect;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a call is not granted, as it will be told.
 *
 * @param effect whether anything may have happened
 * @param retryable whether the same call may simply be made again
 * @param retryAfterSeconds 0 if that can't be said
 */
public record Refusal(
    ProblemType type,
    String detail,
    Effect effect,
    boolean retryable,
    int retryAfterSeconds,
    List<FieldFault> faults) {

  public Refusal {
    faults = List.copyOf(faults);
  }

  /** A refusal by the node. */
  public static Refusal of(Problem problem) {
    return new Refusal(
        ProblemType.of(problem.code()),
        problem.detail(),
        problem.effect(),
        problem.retryable(),
        problem.retryAfterSeconds(),
        problem.faults());
  }

  /** A refusal by this module; nothing happened, and the same call will be refused again. */
  public static Refusal of(EdgeProblem problem, String detail) {
    return new Refusal(problem.type(), detail, Effect.REFUSED, false, 0, List.of());
  }

  /** A refusal because of fields or parameters. */
  public static Refusal invalid(List<FieldFault> faults) {
    return new Refusal(
        EdgeProblem.REQUEST_INVALID.type(), sentence(faults), Effect.REFUSED, false, 0, faults);
  }

  /** Faults for people. */
  public static String sentence(List<FieldFault> faults) {
    return faults.stream()
        .map(fault -> fault.field() + " " + fault.detail())
        .collect(Collectors.joining("; "));
  }

  /** A refusal because of one field or parameter. */
  public static Refusal invalid(String field, String detail) {
    return invalid(List.of(new FieldFault(field, detail)));
  }

  /** The exception that ends the call with this refusal. */
  public RefusedException asException() {
    return new RefusedException(this);
  }
}
