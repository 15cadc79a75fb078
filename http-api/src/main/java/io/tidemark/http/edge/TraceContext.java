package io.tidemark.http.edge;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C Trace Context level 1. */
public final class TraceContext {

  /** The header. */
  public static final String HEADER = "traceparent";

  /** Section 3.2: version, trace id, parent id, flags. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceContext() {}

  /** The header's value, or null if there is none that is well-formed. */
  public static @Nullable String wellFormed(@Nullable String header) {
    return header != null && TRACEPARENT.matcher(header).matches() ? header : null;
  }
}
