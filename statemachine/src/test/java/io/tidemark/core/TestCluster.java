package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tidemark.core.Outcome.Rejected;
import io.tidemark.store.MemoryStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A replicated state with voters n1, n2 and n3, to which processes propose one by one. */
final class TestCluster {

  static final String ID = "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  static final long BEGIN_MILLIS = 1_800_000_000_000L;

  final MemoryStore store = new MemoryStore();
  private long nowMillis = BEGIN_MILLIS;
  private long index;
  private long lastNonce;

  TestCluster() {
    store.writeOnly(tables -> ReplicatedState.begin(tables, ID));
    changeVoters("n1", "n2", "n3");
  }

  /** A cluster whose replicated time is known, because all voters have reported. */
  static TestCluster withTime() {
    TestCluster cluster = new TestCluster();
    cluster.start("n1");
    cluster.start("n2");
    cluster.start("n3");
    return cluster;
  }

  long nowMillis() {
    return nowMillis;
  }

  /** Lets time pass on every node, and every voter report it. */
  void passMillis(long millis) {
    nowMillis += millis;
    for (NodeName voter : cluster().voters()) {
      apply(
          envelope(
              voter,
              cluster().current().getOrDefault(voter, IncarnationNumber.NONE),
              nowMillis,
              ++lastNonce,
              new Command.ReportClock()));
    }
    assertEquals(nowMillis, cluster().replicatedTimeMillis());
  }

  /** Starts a process of the node: registers a new incarnation. */
  TestProcess start(String node) {
    return start(node, "process-" + ++lastNonce);
  }

  TestProcess start(String node, String processNonce) {
    NodeName name = new NodeName(node);
    Outcome outcome = register(name, processNonce);
    return new TestProcess(
        this, name, assertInstanceOf(Outcome.IncarnationRegistered.class, outcome).number());
  }

  Outcome register(NodeName node, String processNonce) {
    return apply(
            envelope(
                node,
                IncarnationNumber.NONE,
                nowMillis,
                ++lastNonce,
                new Command.RegisterIncarnation(processNonce)))
        .outcome();
  }

  void changeVoters(String... nodes) {
    Set<NodeName> voters = new HashSet<>();
    for (String node : nodes) {
      voters.add(new NodeName(node));
    }
    changeMembers(Membership.ofVoters(voters));
  }

  void changeMembers(Membership members) {
    store.writeOnly(tables -> ReplicatedState.changeMembers(tables, nextPosition(), members));
  }

  LogPosition nextPosition() {
    return new LogPosition(1, index++);
  }

  long nextNonce() {
    return ++lastNonce;
  }

  Envelope envelope(
      NodeName node, IncarnationNumber incarnation, long clockMillis, long nonce, Command command) {
    return new Envelope(
        node,
        incarnation,
        clockMillis,
        nonce,
        TenantId.DEFAULT,
        "",
        "",
        command.featureLevel(),
        command);
  }

  Reply apply(Envelope envelope) {
    return apply(List.of(envelope)).get(0);
  }

  /** Applies one entry; what the record counts must be what the tables hold. */
  List<Reply> apply(List<Envelope> envelopes) {
    List<Reply> replies =
        store.write(tables -> ReplicatedState.apply(tables, nextPosition(), new Entry(envelopes)));
    assertEquals(rows(), cluster().rows(), "rows counted");
    return replies;
  }

  ClusterRecord cluster() {
    return store.read(View::cluster);
  }

  /** What the query finds, if anything. */
  <R> Optional<R> find(Function<View, @Nullable R> query) {
    return store.read(view -> Optional.ofNullable(query.apply(view)));
  }

  /** Breaks the state on purpose. */
  void corrupt(Consumer<Tables> change) {
    store.writeOnly(change);
  }

  /** Lowers the limit of rows until the state is nearly full. */
  void fillUp() {
    long rows = cluster().rows();
    changeCluster(rows, Math.max(5, rows));
  }

  /**
   * Lowers the limit of rows until one more row makes the state nearly full; the rows must be one
   * less than a multiple of four.
   */
  void fillUpButForOneRow() {
    long rows = cluster().rows();
    changeCluster(rows, (rows + 1) / 4 * 5);
    assertFalse(cluster().isNearlyFull());
  }

  /** As in a cluster that older versions formed. */
  void changeFeatureLevel(int level) {
    ClusterRecord c = cluster();
    corrupt(
        tables ->
            tables.putCluster(
                new ClusterRecord(
                    c.clusterId(),
                    c.epoch(),
                    level,
                    c.applied(),
                    c.replicatedTimeMillis(),
                    c.nextIncarnation(),
                    c.nextNamespaceNumber(),
                    c.rows(),
                    c.rowsMax(),
                    c.members(),
                    c.clockMillis(),
                    c.current(),
                    c.secret(),
                    c.lineage())));
  }

  void changeNextIncarnation(long next) {
    ClusterRecord c = cluster();
    corrupt(
        tables ->
            tables.putCluster(
                new ClusterRecord(
                    c.clusterId(),
                    c.epoch(),
                    c.featureLevel(),
                    c.applied(),
                    c.replicatedTimeMillis(),
                    next,
                    c.nextNamespaceNumber(),
                    c.rows(),
                    c.rowsMax(),
                    c.members(),
                    c.clockMillis(),
                    c.current(),
                    c.secret(),
                    c.lineage())));
  }

  private void changeCluster(long rows, long rowsMax) {
    ClusterRecord c = cluster();
    corrupt(
        tables ->
            tables.putCluster(
                new ClusterRecord(
                    c.clusterId(),
                    c.epoch(),
                    c.featureLevel(),
                    c.applied(),
                    c.replicatedTimeMillis(),
                    c.nextIncarnation(),
                    c.nextNamespaceNumber(),
                    rows,
                    rowsMax,
                    c.members(),
                    c.clockMillis(),
                    c.current(),
                    c.secret(),
                    c.lineage())));
  }

  static void assertRejected(RejectionReason reason, Outcome outcome) {
    assertEquals(reason, assertInstanceOf(Rejected.class, outcome, outcome::toString).reason());
  }

  /** Whatever the case is about, a rejection must have changed no row. */
  Outcome assertRejectedWithoutTrace(RejectionReason reason, Supplier<Outcome> proposal) {
    Map<String, String> before = dump();
    Outcome outcome = proposal.get();
    assertRejected(reason, outcome);
    assertEquals(before, dump());
    return outcome;
  }

  private long rows() {
    return dump().size();
  }

  private Map<String, String> dump() {
    return store.read(
        view -> {
          Map<String, String> rows = new TreeMap<>();
          LineKey line = new LineKey(new TenantId("0"), 1, PeriodLabel.NONE);
          NamespaceKey namespace = new NamespaceKey(line.tenant(), new NamespaceName("0"));
          view.namespaces().scan(namespace, (k, v) -> rows.put("" + k, "" + v) == null);
          view.lines().scan(line, (k, v) -> rows.put("" + k, "" + v) == null);
          view.ranges().scan(new RangeKey(line, 0), (k, v) -> rows.put("" + k, "" + v) == null);
          view.incarnations()
              .scan(IncarnationNumber.NONE, (k, v) -> rows.put("incarnation " + k, "" + v) == null);
          view.workers()
              .scan(
                  new WorkerKey(new WorkerClass(1, 1), 0),
                  (k, v) -> rows.put("" + k, "" + v) == null);
          return rows;
        });
  }
}
