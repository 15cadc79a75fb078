package io.tidemark.node.identity;

import io.tidemark.core.Fault;

/**
 * This node must not start. Nothing on disk was changed by the attempt, and nobody was told
 * anything.
 */
public final class StartRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /**
   * @param reason one line for people: the thing, the value, the way out
   */
  public StartRefusedException(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  public StartRefusedException(Kind kind, String reason, Throwable cause) {
    super(reason, cause);
    this.kind = kind;
  }

  /** What kind of refusal. */
  public Kind kind() {
    return kind;
  }

  /** Why a start is refused, with the exit code of the process. */
  public enum Kind {
    /** The machine does not let it: an unreadable file, a failing disk. */
    FAILED(1),
    /** It was told something that can't be. */
    USAGE(2),
    /** What it was told contradicts what is there: another's directory, a port in use. */
    CONFLICT(6),
    /** The stored log has lost what this node acknowledged. */
    LOG_DAMAGED(Fault.Cause.LOG_FAILED.exitCode());

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process. */
    public int exitCode() {
      return exitCode;
    }
  }
}
