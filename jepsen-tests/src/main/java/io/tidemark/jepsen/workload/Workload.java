package io.tidemark.jepsen.workload;

import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.nemesis.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** Whether it can do with faults that need this, and its checkers as well. */
  default boolean bears(Fault.Need need) {
    return need != Fault.Need.REWIND;
  }

  /** How many nodes it takes in and out. */
  default int spares() {
    return 0;
  }

  /** What is done beside the clients, again and again; null for nothing. */
  default @Nullable Operator operator() {
    return null;
  }

  /** Does what operators do. */
  @FunctionalInterface
  interface Operator {
    /**
     * Does it once.
     *
     * @param session records it; its process is nobody else's
     */
    void operate(Db db, Session session);
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
