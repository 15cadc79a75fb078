package io.tidemark.http.edge;

import io.tidemark.core.FieldFault;
import io.tidemark.http.json.JsonWriting;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.Problem.Effect;
import java.util.List;
import java.util.Locale;
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

  /** What a refusal is told as. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int LENGTH_GUESS = 512;

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

  /**
   * A fault of this node. Whether it left something behind is not known, unless the call changes
   * nothing.
   */
  public static Refusal fault(String requestId, boolean reads) {
    return new Refusal(
        EdgeProblem.INTERNAL_ERROR.type(),
        "this node failed; its log says more about request " + requestId,
        reads ? Effect.REFUSED : Effect.UNKNOWN,
        reads,
        0,
        List.of());
  }

  /** A method that a path has not. */
  public static Refusal methodNotAllowed(String method, String path, String allowed) {
    return of(
        EdgeProblem.METHOD_NOT_ALLOWED,
        "%s is not possible at %s, only %s".formatted(method, path, allowed));
  }

  /** A body over the bound. */
  public static Refusal bodyTooLarge() {
    return of(
        EdgeProblem.BODY_TOO_LARGE,
        "the body is larger than %d bytes".formatted(ServerBounds.BODY_BYTES_MAX));
  }

  /** A body that is not in the form that its headers say. */
  public static Refusal brokenBody() {
    return of(
        EdgeProblem.REQUEST_MALFORMED,
        "the body is not valid HTTP/1.1: its transfer coding is broken");
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

  /** The {@code Retry-After} header of a refusal that has one: in seconds. */
  public String retryAfter() {
    return String.valueOf(Math.max(1, retryAfterSeconds));
  }

  /**
   * The body of the answer (RFC 9457).
   *
   * @param repeatable whether the call may be made again whatever came of it
   */
  public byte[] json(String requestId, boolean repeatable) {
    return JsonWriting.object(
        LENGTH_GUESS,
        json -> {
          json.writeStringField("type", type.uri());
          json.writeStringField("title", type.title());
          json.writeNumberField("status", type.status());
          json.writeStringField("detail", detail);
          json.writeStringField("code", type.code());
          json.writeStringField("request_id", requestId);
          json.writeStringField("outcome", effect.name().toLowerCase(Locale.ROOT));
          json.writeBooleanField("retryable", retryable || repeatable);
          if (!faults.isEmpty()) {
            json.writeArrayFieldStart("errors");
            for (FieldFault fault : faults) {
              json.writeStartObject();
              json.writeStringField("field", fault.field());
              json.writeStringField("detail", fault.detail());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }

  /** The exception that ends the call with this refusal. */
  public RefusedException asException() {
    return new RefusedException(this);
  }
}
