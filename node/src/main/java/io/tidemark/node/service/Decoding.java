package io.tidemark.node.service;

import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NodeName;
import io.tidemark.core.TenantId;
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

  /**
   * One way to read an ID. What its kind does not carry is empty.
   *
   * @param value the sequence value
   * @param counter the counter within the time unit
   * @param range the range that the value came from, where the registry still knows
   * @param node whose incarnation issued it, where the registry still knows
   * @param prefix of a {@code typeid}; may be the empty text
   */
  record Reading(
      Kind kind,
      Optional<Instant> time,
      Optional<IncarnationNumber> incarnation,
      Optional<Integer> worker,
      Optional<Long> counter,
      Optional<Long> value,
      Optional<IdRange> range,
      Optional<Instant> reserved,
      Optional<NodeName> node,
      Optional<String> prefix) {}
}
