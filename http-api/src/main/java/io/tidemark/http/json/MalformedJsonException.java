package io.tidemark.http.json;

/** A body that is not JSON (RFC 8259), or is beyond the bounds of this parser. */
public final class MalformedJsonException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  MalformedJsonException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What is wrong, and where. */
  public String reason() {
    return reason;
  }
}
