package io.tidemark.simulation;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.util.Set;

/** A committed entry of the log. */
sealed interface Logged {

  LogPosition position();

  /** A batch of commands. */
  record Commands(LogPosition position, ClientCall call, Entry entry) implements Logged {}

  /** Who votes and who listens, as a new leader writes it down. */
  record Voters(LogPosition position, Set<NodeName> names, Set<NodeName> listeners)
      implements Logged {}

  /** A new leader's empty entry. */
  record Nothing(LogPosition position) implements Logged {}

  /** What a server's retry cache is keyed by. */
  record ClientCall(long client, long call) {}
}
