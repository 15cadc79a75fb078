package io.tidemark.node.service;

import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NodeName;
import io.tidemark.core.TenantId;
import io.tidemark.template.PrintedId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says what an ID tells. */
public interface Decoding {

  /**
   * Reads an ID by a namespace's rule or, without one, by recognition.
   *
   * @return every reading that is possible, at least one
   */
  Answer<List<Reading>> decode(TenantId tenant, String id, Optional<NamespaceName> namespace);

  /** One way to read an ID. */
  sealed interface Reading {

    /** The kind that it is read as. */
    Kind kind();

    /**
     * Stamped on the time line of an incarnation.
     *
     * @param counter within the unit of time
     * @param node whose incarnation it was, where the registry still knows
     * @param prefix of a {@code typeid}; may be the empty text
     */
    record Stamped(
        Kind kind,
        Instant time,
        IncarnationNumber incarnation,
        long counter,
        Optional<NodeName> node,
        Optional<String> prefix)
        implements Reading {}

    /**
     * Stamped by a worker number.
     *
     * @param counter within the unit of time
     */
    record Snowflake(Kind kind, Instant time, int worker, long counter) implements Reading {}

    /** Tells nothing. */
    record Random(Kind kind) implements Reading {}

    /**
     * A value of a number line.
     *
     * @param origin where the registry still knows
     * @param printed what the namespace's template printed; empty for a plain number
     */
    record Value(long value, Optional<Origin> origin, Optional<Printed> printed)
        implements Reading {

      @Override
      public Kind kind() {
        return Kind.SEQUENCE;
      }
    }
  }

  /**
   * Where a value came from.
   *
   * @param range the values that were reserved together
   * @param reserved when
   * @param node whose incarnation it was, where the registry still knows
   */
  record Origin(
      IdRange range, IncarnationNumber incarnation, Instant reserved, Optional<NodeName> node) {}

  /**
   * What a template printed.
   *
   * @param namespace whose template
   * @param id what the ID says; if its check does not fit, nothing of it is to be believed
   */
  record Printed(NamespaceName namespace, PrintedId id) {}
}
