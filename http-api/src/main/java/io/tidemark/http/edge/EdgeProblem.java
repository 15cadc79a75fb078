package io.tidemark.http.edge;

/** What this module itself refuses, before or without asking the node. */
public enum EdgeProblem {
  /** The request line, a header or the body is not what RFC 9112, RFC 9110 or RFC 8259 allow. */
  REQUEST_MALFORMED(400, "Malformed request"),
  PATH_NOT_FOUND(404, "No such path"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  BODY_TOO_LARGE(413, "Body too large"),
  URI_TOO_LONG(414, "URI too long"),
  /** Well-formed, but a field or a parameter is unknown, repeated, missing, or out of bounds. */
  REQUEST_INVALID(422, "Invalid fields or parameters"),
  HEADERS_TOO_LARGE(431, "Headers too large"),
  /** A fault of this node; it is in the node's log under the request id. */
  INTERNAL_ERROR(500, "Internal error");

  private final int status;
  private final String title;

  EdgeProblem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** How it is told. */
  public ProblemType type() {
    return ProblemType.named(name(), status, title);
  }

  /** The problem that stands behind a status that the framework chose. */
  static EdgeProblem ofStatus(int status) {
    for (EdgeProblem problem : values()) {
      if (problem.status == status) {
        return problem;
      }
    }
    return status >= 500 ? INTERNAL_ERROR : REQUEST_MALFORMED;
  }
}
