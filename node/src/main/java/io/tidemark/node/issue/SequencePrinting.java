package io.tidemark.node.issue;

import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NodeName;
import io.tidemark.core.SequenceRule;

/**
 * What a node prints into IDs beside their values.
 *
 * @param node its name
 * @param epoch the cluster's life number
 * @param random for random symbols
 */
public record SequencePrinting(NodeName node, long epoch, RandomBits random) {

  /** What prints the values of a namespace. */
  public SequencePrinter of(NamespaceRecord namespace, SequenceRule rule) {
    return new SequencePrinter(
        rule.compiled(),
        period -> {
          throw new IllegalStateException(namespace.name() + " permutes nothing");
        },
        node.value(),
        epoch,
        random);
  }
}
