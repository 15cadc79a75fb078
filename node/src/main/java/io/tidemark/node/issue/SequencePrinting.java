package io.tidemark.node.issue;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NodeName;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.node.opaque.SequenceKey;
import io.tidemark.template.Template;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node prints into IDs beside their values.
 *
 * @param node its name
 * @param epoch the cluster's life number
 * @param random for random symbols
 * @param secret of the cluster, as this node has applied it
 */
public record SequencePrinting(
    NodeName node,
    LongSupplier epoch,
    RandomBits random,
    Supplier<Optional<ClusterSecret>> secret) {

  /**
   * What prints the values of a namespace.
   *
   * @throws IllegalStateException if the rule permutes, and the cluster has no secret: such a rule
   *     can't be stored
   */
  public SequencePrinter of(TenantId tenant, NamespaceName name, SequenceRule rule) {
    Template template = rule.compiled();
    return new SequencePrinter(
        template, keyOf(template, tenant, name), node.value(), epoch.getAsLong(), random);
  }

  /** Whether a rule permutes nothing, or the cluster has a secret. */
  public boolean knowsKeyOf(SequenceRule rule) {
    Template template = rule.compiled();
    return template == null || !template.isOpaque() || secret.get().isPresent();
  }

  private @Nullable SequenceKey keyOf(
      @Nullable Template template, TenantId tenant, NamespaceName name) {
    if (template == null || !template.isOpaque()) {
      return null;
    }
    ClusterSecret known =
        secret
            .get()
            .orElseThrow(() -> new IllegalStateException("the cluster has no secret for " + name));
    return new SequenceKey(known.bytes(), tenant.value(), name.value());
  }

  @Override
  public String toString() {
    return "SequencePrinting[%s]".formatted(node);
  }
}
