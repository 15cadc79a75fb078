package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** A process that proposes to a {@link TestCluster}; its clock is the cluster's. */
record TestProcess(TestCluster cluster, NodeName node, IncarnationNumber incarnation) {

  Outcome propose(Command command) {
    return propose(cluster.nextNonce(), command);
  }

  /** Proposes with a nonce of its own: the same again is a retry. */
  Outcome propose(long nonce, Command command) {
    return cluster.apply(envelope(nonce, command)).outcome();
  }

  Outcome proposeAt(long clockMillis, Command command) {
    return cluster
        .apply(cluster.envelope(node, incarnation, clockMillis, cluster.nextNonce(), command))
        .outcome();
  }

  Envelope envelope(long nonce, Command command) {
    return cluster.envelope(node, incarnation, cluster.nowMillis(), nonce, command);
  }

  <O extends Outcome> O granted(Class<O> type, Command command) {
    Outcome outcome = propose(command);
    return assertInstanceOf(type, outcome, outcome::toString);
  }

  NamespaceRecord put(String namespace, NamespaceRule rule) {
    return granted(
            Outcome.NamespacePut.class,
            new Command.PutNamespace(new NamespaceName(namespace), rule, Precondition.none()))
        .namespace();
  }

  NamespaceRecord put(String namespace, SequenceRule rule) {
    return put(namespace, NamespaceRule.of(rule));
  }

  IdRange reserve(NamespaceRecord namespace, long count) {
    return granted(Outcome.RangeReserved.class, reserveCommand(namespace, 1, count)).range();
  }

  static Command.ReserveRange reserveCommand(NamespaceRecord namespace, long min, long wanted) {
    return new Command.ReserveRange(
        namespace.name(), namespace.generation(), PeriodLabel.NONE, min, wanted);
  }
}
