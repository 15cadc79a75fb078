package io.tidemark.node.member;

import io.tidemark.node.peer.Vitals;

/** Port: what a node says of itself when its peers ask. Safe for use by many threads; quick. */
public interface SelfReport {

  /** The program's version. */
  String version();

  /** Why this node can't issue; empty if it can. */
  String trouble();

  /** Its wall clock, Unix time. */
  long clockMillis();

  /** What else it says of itself. */
  Vitals vitals();
}
