package io.tidemark.template;

import io.tidemark.period.Period;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a printed ID says.
 *
 * @param period empty if the line never resets
 * @param number the value, or its image under the line's permutation
 * @param check whether its check fits
 * @param node the node that issued it, if it says so
 * @param epoch the cluster's life number, if it says so
 */
public record PrintedId(
    Optional<Period> period, long number, Check check, Optional<String> node, OptionalLong epoch) {

  /** Whether the check fits. */
  public enum Check {
    /** The template has none. */
    ABSENT,
    VALID,
    /** The ID was mistyped or tampered with: what it says is not to be believed. */
    INVALID
  }
}
