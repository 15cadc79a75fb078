package io.tidemark.http.edge;

/** How large a request may be. */
public final class ServerBounds {

  /** The most bytes of a body. */
  public static final int BODY_BYTES_MAX = 1 << 20;

  /** The most bytes of a request line. */
  public static final int REQUEST_LINE_BYTES_MAX = 8_192;

  /** The most bytes of all headers together. */
  public static final int HEADERS_BYTES_MAX = 16_384;

  /** How long a connection may be silent. */
  public static final long IDLE_MILLIS_MAX = 120_000;

  private ServerBounds() {}
}
