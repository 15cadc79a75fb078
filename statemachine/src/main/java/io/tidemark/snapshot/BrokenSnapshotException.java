package io.tidemark.snapshot;

import java.nio.file.Path;

/**
 * A snapshot file can't be believed: missing, torn, flipped, foreign, or of a later version. A node
 * must not start from it, and must not start without it either.
 */
public final class BrokenSnapshotException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String WAY_OUT =
      "put an intact copy in its place, or wipe this node's data directory and add it as a new"
          + " member; never start without it";

  private BrokenSnapshotException(String message, Throwable cause) {
    super(message, cause);
  }

  private BrokenSnapshotException(String message) {
    super(message);
  }

  static BrokenSnapshotException of(Path file, String found) {
    return new BrokenSnapshotException(message(file, found, WAY_OUT));
  }

  static BrokenSnapshotException of(Path file, String found, Throwable cause) {
    return new BrokenSnapshotException(message(file, found, WAY_OUT), cause);
  }

  static BrokenSnapshotException ofLaterVersion(Path file, String found) {
    return new BrokenSnapshotException(message(file, found, "upgrade this node"));
  }

  private static String message(Path file, String found, String wayOut) {
    return "snapshot %s %s; %s".formatted(file, found, wayOut);
  }
}
