package io.tidemark.jepsen.workload;

import io.tidemark.jepsen.checker.Checker;
import java.util.List;

/**
 * What clients do and how it is judged. A further workload is a further implementation, listed in
 * {@link Workloads}.
 */
public interface Workload {

  /** As it is called on the command line. */
  String name();

  /** Namespaces that must be there, with their rules. */
  List<Rule> namespaces();

  /** Makes one call, drawn from the session's randomness. */
  void step(Session session);

  /** Whether its checkers bear it that a restore takes the rules of namespaces back to a backup. */
  default boolean bearsRestore() {
    return false;
  }

  /** Judges for one run. */
  List<Checker> checkers();

  /**
   * A namespace.
   *
   * @param body as {@code PUT} takes it
   */
  record Rule(String name, String body) {}
}
