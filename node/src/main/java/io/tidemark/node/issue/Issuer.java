package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands out the IDs of one rule. Safe for use by many threads. */
public interface Issuer {

  /** The kind of the IDs. */
  Kind kind();

  /**
   * Issues from memory.
   *
   * @param text begun; where the IDs go. Of no use unless they are granted
   * @return the text, or why there are none; null if not enough is held
   */
  @Nullable Answer<IdText> tryIssue(int count, IdText text);

  /**
   * Issues from memory.
   *
   * @return null if not enough is held
   */
  default @Nullable Answer<List<String>> tryIssue(int count) {
    IdText text = new IdText();
    return switch (tryIssue(count, text)) {
      case null -> null;
      case Answer.Granted<IdText> _ -> Answer.of(text.ids());
      case Answer.Denied<IdText>(var problem) -> Answer.denied(problem);
    };
  }

  /**
   * Issues, waiting for a reservation if need be. Blocks.
   *
   * @param deadlineNanos of the monotonic clock
   */
  Answer<List<String>> issue(int count, long deadlineNanos);

  /**
   * Ends issuing from what is held: after it returns, nothing held before is issued. What was held
   * is reported as sealed, best effort. Does nothing for a kind that holds nothing of its own.
   */
  default void drop() {}

  /** How many IDs could be issued from memory now; {@link Long#MAX_VALUE} for unbounded kinds. */
  default long remaining() {
    return Long.MAX_VALUE;
  }

  /** The first moment for which there are no IDs: Unix time in milliseconds. */
  default long endMillis() {
    return Long.MAX_VALUE;
  }

  /** Whether nothing is lost if this issuer is dropped. */
  default boolean isIdle() {
    return true;
  }

  /** Whether a reservation was refused because of the rule that this issuer goes by. */
  default boolean isStale() {
    return false;
  }

  /** Whether this issuer was dropped; its namespace may have another one. */
  default boolean isDropped() {
    return false;
  }
}
