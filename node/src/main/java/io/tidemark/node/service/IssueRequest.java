package io.tidemark.node.service;

import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.TenantId;

/**
 * Asks for IDs.
 *
 * @param count 1 to {@link #COUNT_MAX}
 */
public record IssueRequest(TenantId tenant, Source source, int count) {

  /** The most IDs of one request. */
  public static final int COUNT_MAX = 10_000;

  public IssueRequest {
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException(
          "count %d is not within 1..%d".formatted(count, COUNT_MAX));
    }
  }

  /** By which rule. */
  public sealed interface Source {
    /** By a namespace's rule. */
    record OfNamespace(NamespaceName name) implements Source {}

    /** A kind without a namespace, if it {@linkplain Kind#isBuiltIn can be had so}. */
    record OfKind(Kind kind) implements Source {
      public OfKind {
        if (!kind.isBuiltIn()) {
          throw new IllegalArgumentException(kind + " needs a namespace");
        }
      }
    }
  }
}
