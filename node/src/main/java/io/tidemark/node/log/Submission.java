package io.tidemark.node.log;

import io.tidemark.core.LogPosition;
import io.tidemark.core.Reply;
import java.util.List;

/** What the submitter of an entry may conclude. */
public sealed interface Submission {

  /** The entry is committed and applied; one reply per command, in order. */
  record Committed(LogPosition position, List<Reply> replies) implements Submission {
    public Committed {
      replies = List.copyOf(replies);
    }
  }

  /** The entry never reached a log and never will. */
  record Refused(String detail) implements Submission {}

  /** The entry may have been committed, or may be still. */
  record Unknown(String detail) implements Submission {}
}
