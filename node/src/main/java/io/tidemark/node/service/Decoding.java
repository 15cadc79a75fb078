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

  /**
   * One way to read an ID. What its kind does not carry is empty.
   *
   * @param value the sequence value
   * @param counter the counter within the time unit
   * @param range the range that the value came from, where the registry still knows
   * @param node whose incarnation issued it, where the registry still knows
   * @param prefix of a {@code typeid}; may be the empty text
   * @param printed what the namespace's template printed
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
      Optional<String> prefix,
      Optional<Printed> printed) {

    /** A reading of what has no prefix, and what no template printed. */
    public Reading(
        Kind kind,
        Optional<Instant> time,
        Optional<IncarnationNumber> incarnation,
        Optional<Integer> worker,
        Optional<Long> counter,
        Optional<Long> value,
        Optional<IdRange> range,
        Optional<Instant> reserved,
        Optional<NodeName> node) {
      this(
          kind,
          time,
          incarnation,
          worker,
          counter,
          value,
          range,
          reserved,
          node,
          Optional.empty(),
          Optional.empty());
    }

    /** The same reading, of an ID with a prefix. */
    public Reading withPrefix(String text) {
      return new Reading(
          kind,
          time,
          incarnation,
          worker,
          counter,
          value,
          range,
          reserved,
          node,
          Optional.of(text),
          printed);
    }

    /** The same reading, of an ID that a template printed. */
    public Reading withPrinted(Printed print) {
      return new Reading(
          kind,
          time,
          incarnation,
          worker,
          counter,
          value,
          range,
          reserved,
          node,
          prefix,
          Optional.of(print));
    }
  }

  /**
   * What a template printed.
   *
   * @param namespace whose template
   * @param id what the ID says; if its check does not fit, nothing of it is to be believed
   */
  record Printed(NamespaceName namespace, PrintedId id) {}
}
