package io.tidemark.replica;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.Reply;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import java.util.ArrayList;
import java.util.List;

/** Reserves from one line through a real cluster, and checks that nothing is given twice. */
final class Reservations {

  private static final NamespaceName ORDERS = new NamespaceName("orders");
  private static final NodeName NODE = new NodeName("n1");
  private static final int RANGE_SIZE = 3;

  private final TestCluster cluster;
  private final IncarnationNumber incarnation;
  private long nonce = 1;
  private long made;
  private long nextValue = 1;

  private Reservations(TestCluster cluster, IncarnationNumber incarnation) {
    this.cluster = cluster;
    this.incarnation = incarnation;
  }

  static Reservations begin(TestCluster cluster) throws Exception {
    Outcome registered =
        cluster.propose(Proposal.registration("reserving", "")).getFirst().outcome();
    if (!(registered instanceof Outcome.IncarnationRegistered(IncarnationNumber number, long _))) {
      throw new AssertionError("not registered: " + registered);
    }
    Reservations reservations = new Reservations(cluster, number);
    Outcome put =
        cluster
            .propose(
                new Entry(
                    List.of(
                        reservations.envelope(
                            new Command.PutNamespace(
                                ORDERS,
                                NamespaceRule.of(SequenceRule.DEFAULT),
                                Precondition.none())))))
            .getFirst()
            .outcome();
    if (!(put instanceof Outcome.NamespacePut)) {
      throw new AssertionError("not put: " + put);
    }
    return reservations;
  }

  long made() {
    return made;
  }

  /** So many reservations as one entry. */
  void make(int count) throws Exception {
    List<Envelope> envelopes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      envelopes.add(
          envelope(new Command.ReserveRange(ORDERS, 1, PeriodLabel.NONE, RANGE_SIZE, RANGE_SIZE)));
    }
    for (Reply reply : cluster.propose(new Entry(envelopes))) {
      if (!(reply.outcome() instanceof Outcome.RangeReserved reserved)) {
        throw new AssertionError("not reserved: " + reply.outcome());
      }
      if (reserved.range().first() < nextValue) {
        throw new AssertionError("given twice: " + reserved.range() + " after " + nextValue);
      }
      nextValue = reserved.range().end();
      made++;
    }
  }

  private Envelope envelope(Command command) {
    return new Envelope(
        NODE,
        incarnation,
        1_000,
        ++nonce,
        TenantId.DEFAULT,
        "",
        "",
        command.featureLevel(),
        command);
  }
}
