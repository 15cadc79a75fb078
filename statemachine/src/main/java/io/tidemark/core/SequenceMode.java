package io.tidemark.core;

/** How a sequence is issued. */
public enum SequenceMode {
  /**
   * Nodes prefetch ranges and issue from memory: rising per node, roughly rising over the cluster.
   */
  RANGE,
  /**
   * Values are reserved after they were asked for: an ID asked for after another was received is
   * larger, on any node.
   */
  MONOTONIC
}
