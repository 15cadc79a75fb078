package io.tidemark.replica;

import org.jspecify.annotations.Nullable;

/** A proposal that was refused before it reached the log. Nothing happened. */
public final class EntryRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  EntryRefusedException(@Nullable String message) {
    super(message);
  }

  EntryRefusedException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
