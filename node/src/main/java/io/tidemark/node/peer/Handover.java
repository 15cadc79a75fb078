package io.tidemark.node.peer;

import io.tidemark.core.NodeName;

/** Whether leadership passed on. */
public sealed interface Handover {

  /** It did. */
  record Done(NodeName leader) implements Handover {}

  /** It did not, as far as is known; it still may. */
  record Failed(String detail) implements Handover {}
}
