package io.tidemark.node.service;

import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.core.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads and changes ID rules. Every method blocks, up to the node's deadline: call it from a
 * virtual thread.
 */
public interface Namespaces {

  /** The most namespaces of one page. */
  int PAGE_MAX = 1_000;

  /** How many IDs a preview shows. */
  int PREVIEW_IDS = 10;

  /** Creates or changes a namespace. */
  Answer<Change> put(
      RequestContext context, NamespaceName name, NamespaceRule rule, Precondition precondition);

  /** Deletes a namespace; a tombstone stays. */
  Answer<Change> delete(RequestContext context, NamespaceName name, Precondition precondition);

  /**
   * Moves a high-water mark forward.
   *
   * @param period the label of the line; empty for a namespace that never resets
   */
  Answer<Raised> raise(
      RequestContext context, NamespaceName name, Optional<String> period, long to);

  /**
   * Shows what the coming IDs of a sequence look like; reserves nothing.
   *
   * @param rule to go by; if empty, the namespace's own
   */
  Answer<Preview> preview(TenantId tenant, NamespaceName name, Optional<NamespaceRule> rule);

  /** One live namespace. */
  Answer<Listed> get(TenantId tenant, NamespaceName name, Consistency consistency);

  /**
   * Live namespaces in the order of their names.
   *
   * @param limit 1 to {@link #PAGE_MAX}
   * @param pageToken what the page before gave as {@link Page#nextPageToken}
   */
  Answer<Page> list(
      TenantId tenant, int limit, Optional<String> pageToken, Consistency consistency);

  /** How fresh a read must be. */
  enum Consistency {
    /** Shows all that was committed before; needs a quorum. */
    LINEARIZABLE,
    /** What this node has applied. */
    LOCAL
  }

  /**
   * A namespace and where its line stands.
   *
   * @param highWaterMark the first value never reserved; empty for kinds without a line
   * @param line how much is left of it; empty for kinds without a line
   */
  record Listed(NamespaceRecord namespace, OptionalLong highWaterMark, Optional<Standing> line) {

    /** A namespace of whose line nothing more is told. */
    public Listed(NamespaceRecord namespace, OptionalLong highWaterMark) {
      this(namespace, highWaterMark, Optional.empty());
    }
  }

  /**
   * How far a line is from its end.
   *
   * @param period the label of the present period; empty if the line never resets
   * @param left how many values can still be reserved
   * @param all how many values it has from its start to its end
   * @param exhausted when none will be left if it goes on as lately; empty if that can't be said,
   *     or the period ends before
   */
  record Standing(Optional<String> period, long left, long all, Optional<Instant> exhausted) {

    /** How much of the line is left, from 1 to 0. */
    public double leftShare() {
      return (double) left / all;
    }
  }

  /**
   * What the coming IDs look like.
   *
   * @param period that they are of
   * @param examples up to {@link #PREVIEW_IDS}, fewer if no more values are left
   */
  record Preview(Optional<String> period, List<String> examples) {}

  /**
   * Some namespaces in the order of their names.
   *
   * @param nextPageToken empty on the last page
   */
  record Page(List<Listed> namespaces, Optional<String> nextPageToken) {}

  /**
   * A change that was committed, and how far it is in force.
   *
   * @param created whether the namespace did not exist before
   * @param inForceOn nodes that have applied the change and dropped older holdings
   * @param stillHolding nodes that did not answer; the last of their holdings ends at {@code
   *     heldUntilMillis}
   * @param heldUntilMillis Unix time by which the change is in force everywhere, whatever those
   *     nodes do
   */
  record Change(
      NamespaceRecord namespace,
      boolean created,
      List<NodeName> inForceOn,
      List<NodeName> stillHolding,
      long heldUntilMillis) {}

  /** A mark that was moved. */
  record Raised(long from, long to) {}
}
