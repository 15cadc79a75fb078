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

  private final String found;

  private BrokenSnapshotException(Path file, String found, String wayOut, Throwable cause) {
    super(message(file, found, wayOut), cause);
    this.found = found;
  }

  private BrokenSnapshotException(Path file, String found, String wayOut) {
    super(message(file, found, wayOut));
    this.found = found;
  }

  /** What is wrong with the file, to be said after its name. */
  public String found() {
    return found;
  }

  static BrokenSnapshotException of(Path file, String found) {
    return new BrokenSnapshotException(file, found, WAY_OUT);
  }

  static BrokenSnapshotException of(Path file, String found, Throwable cause) {
    return new BrokenSnapshotException(file, found, WAY_OUT, cause);
  }

  static BrokenSnapshotException ofLaterVersion(Path file, String found) {
    return new BrokenSnapshotException(file, found, "upgrade this node");
  }

  private static String message(Path file, String found, String wayOut) {
    return "snapshot %s %s; %s".formatted(file, found, wayOut);
  }
}
