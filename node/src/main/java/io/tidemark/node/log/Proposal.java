package io.tidemark.node.log;

import io.tidemark.core.LogPosition;
import io.tidemark.core.Outcome;

/** What a proposer may conclude about one command. */
public sealed interface Proposal {

  /**
   * The replicated state has decided; {@link Outcome.Rejected} included.
   *
   * @param position where the command stands in the log
   * @param replicatedTimeMillis replicated time after the command
   */
  record Decided(LogPosition position, Outcome outcome, long replicatedTimeMillis)
      implements Proposal {}

  /** The command was not proposed and never will be. */
  record Refused(String detail) implements Proposal {}

  /** The command may have taken effect, or may still. */
  record Unknown(String detail) implements Proposal {}
}
