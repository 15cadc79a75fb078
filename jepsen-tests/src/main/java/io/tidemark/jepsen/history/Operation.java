package io.tidemark.jepsen.history;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history: something was asked, or an answer to it was learnt.
 *
 * @param index place in the history, from 0
 * @param nanos since the history's start, on one monotonic clock
 * @param process the single-threaded client that asked; a client whose operation ended as {@link
 *     Type#INFO} goes on under a new number. {@link #NEMESIS} for what breaks and heals
 * @param f what was asked, such as {@code generate}
 * @param node whom; null for what concerns none or all
 * @param value the arguments, or what was learnt
 * @param error why it failed or is not known; null otherwise
 */
public record Operation(
    long index,
    long nanos,
    int process,
    Type type,
    String f,
    @Nullable String node,
    JsonNode value,
    @Nullable String error) {

  /** The process of faults. */
  public static final int NEMESIS = -1;

  /** What a line says of its operation. */
  public enum Type {
    /** It begins. */
    INVOKE,
    /** It took effect. */
    OK,
    /** It took no effect: that is certain. */
    FAIL,
    /** It took effect or not or will: that is not known. */
    INFO;

    /** As Jepsen writes it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Whether a client did it, and not the nemesis. */
  public boolean isOfClient() {
    return process != NEMESIS;
  }

  /** Milliseconds since the start. */
  public double millis() {
    return nanos / 1e6;
  }
}
