package io.tidemark.node;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.Reply;
import io.tidemark.node.issue.Issuers;
import io.tidemark.replica.AppliedListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acts on what this node has applied: drops what is held by a rule that was changed, and has the
 * clock reported when a command was refused for want of time.
 */
final class AppliedWatch implements AppliedListener {

  private volatile @Nullable Watching watching;

  /** For whom is watched. */
  private record Watching(Issuers issuers, ClockReports clock) {}

  /** Watches for these from now on; the issuers were made from a state at least this fresh. */
  void watchFor(Issuers issuers, ClockReports clock) {
    watching = new Watching(issuers, clock);
  }

  @Override
  public void applied(LogPosition position, Entry entry, List<Reply> replies) {
    Watching now = watching;
    if (now == null) {
      return;
    }
    Issuers watched = now.issuers();
    for (int i = 0; i < replies.size(); i++) {
      switch (replies.get(i).outcome()) {
        case Outcome.NamespacePut(NamespaceRecord namespace, boolean _) ->
            watched.ruleChanged(namespace.key(), namespace.generation());
        case Outcome.NamespaceDeleted(NamespaceRecord tombstone) ->
            watched.ruleChanged(tombstone.key(), tombstone.generation());
        case Outcome.HighWaterMarkRaised _ -> raised(watched, entry.envelopes().get(i));
        case Outcome.Rejected(RejectionReason reason, _, _) -> now.clock().refused(reason);
        default -> {}
      }
    }
  }

  /** Who raises a mark wants what comes next to lie above it: ranges from below are dropped. */
  private static void raised(Issuers watched, Envelope envelope) {
    if (envelope.command() instanceof Command.RaiseHighWaterMark(NamespaceName name, _, _, _)) {
      watched.dropHeld(new NamespaceKey(envelope.tenant(), name));
    }
  }

  @Override
  public void stateReplaced(ClusterRecord cluster) {
    Watching now = watching;
    if (now != null) {
      now.issuers().allChanged();
    }
  }

  @Override
  public void membersChanged(ClusterRecord cluster) {}

  @Override
  public void advanced(LogPosition position) {}
}
