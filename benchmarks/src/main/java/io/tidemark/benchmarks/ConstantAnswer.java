package io.tidemark.benchmarks;

/** What the servers answer that issue nothing: as long as the answer of a node. */
final class ConstantAnswer {

  static final String JSON = "{\"id\":\"019aa7c6-1f3e-7bd2-8c41-0a4e1c9d3f5b\"}";

  private ConstantAnswer() {}
}
