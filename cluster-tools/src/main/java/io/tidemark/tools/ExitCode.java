package io.tidemark.tools;

/** What the exit code of a command tells a script. A node that halts itself uses 70 and above. */
enum ExitCode {
  OK(0),
  FAILED(1),
  USAGE(2),
  /** No endpoint answered. */
  UNREACHABLE(3),
  NOT_ALLOWED(4),
  UNHEALTHY(5),
  CONFLICT(6),
  /** The call may or may not have taken effect. */
  OUTCOME_UNKNOWN(7);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
