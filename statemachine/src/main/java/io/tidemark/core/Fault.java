package io.tidemark.core;

import org.jspecify.annotations.Nullable;

/**
 * Why this node must stop at once. Refusals of requests are values; a fault is about the node
 * itself.
 *
 * @param detail names the thing, the value and the way out
 * @param thrown what was caught, if anything
 */
public record Fault(Cause cause, String detail, @Nullable Throwable thrown) {

  /** What kind of fault, with the exit code of the process. */
  public enum Cause {
    /**
     * The Raft log can't be written, as the disk is full or fails; or what is stored is damaged.
     */
    LOG_FAILED(70),
    /** The stored state contradicts itself, or an entry can't be decoded. */
    STATE_BROKEN(71),
    /** A snapshot is missing, torn or of another cluster. */
    SNAPSHOT_BROKEN(72),
    /** The live store failed. */
    STORE_FAILED(73),
    /** Another process runs under this node's name. */
    SUPERSEDED(74),
    /** The Raft server closed itself, for example after a long pause of the process. */
    RAFT_CLOSED(75),
    /** The node was removed from the cluster. */
    REMOVED(76),
    /** Anything that should not be possible. */
    UNEXPECTED(79);

    private final int exitCode;

    Cause(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process; outside the range that the command line uses for its own. */
    public int exitCode() {
      return exitCode;
    }
  }
}
