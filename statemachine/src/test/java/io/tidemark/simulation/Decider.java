package io.tidemark.simulation;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.core.Tables;
import java.util.List;

/** Port: the core as a replica calls it, so that a broken core can stand in for the real one. */
@FunctionalInterface
interface Decider {

  /** The real core. */
  Decider REAL = ReplicatedState::apply;

  /** As {@link ReplicatedState#apply}. */
  List<Reply> apply(Tables tables, LogPosition position, Entry entry);
}
