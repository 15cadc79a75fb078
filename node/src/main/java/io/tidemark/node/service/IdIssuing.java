package io.tidemark.node.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands out IDs. Safe for use by many threads. */
public interface IdIssuing {

  /**
   * Issues from memory, without waiting for anything.
   *
   * @param text begun; where the IDs go. Of no use unless they are granted
   * @return the text, or why not; null if that is not possible right now and {@link #issue} must be
   *     asked
   */
  @Nullable Answer<IdText> tryIssue(IssueRequest request, IdText text);

  /**
   * Issues, waiting for a reservation up to the node's deadline if need be. Blocks: call it from a
   * virtual thread.
   *
   * @return as many IDs as were asked for, or why not; IDs already taken for a denied request are
   *     burned
   */
  Answer<List<String>> issue(IssueRequest request);
}
