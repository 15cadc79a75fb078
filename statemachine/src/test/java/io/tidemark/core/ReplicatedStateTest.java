package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.store.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ReplicatedStateTest {

  @Test
  void a_new_state_holds_the_cluster_and_its_default_namespace() {
    try (MemoryStore store = new MemoryStore()) {
      store.writeOnly(tables -> ReplicatedState.begin(tables, TestCluster.ID));
      ClusterRecord cluster = store.read(View::cluster);
      assertEquals(TestCluster.ID, cluster.clusterId());
      assertEquals(1, cluster.epoch());
      assertEquals(LogPosition.NOTHING, cluster.applied());
      assertEquals(1, cluster.rows());
    }
  }

  @Test
  void replies_echo_their_commands_in_order() {
    TestCluster cluster = TestCluster.withTime();
    TestProcess n1 = cluster.start("n1");
    List<Reply> replies =
        cluster.apply(
            List.of(
                n1.envelope(-5, new Command.ReportClock()),
                n1.envelope(9, new Command.Unrecognized("teleport")),
                n1.envelope(Long.MIN_VALUE, new Command.ReportClock())));
    assertEquals(List.of(-5L, 9L, Long.MIN_VALUE), replies.stream().map(Reply::nonce).toList());
    assertTrue(replies.stream().allMatch(reply -> reply.incarnation().equals(n1.incarnation())));
  }

  @Test
  void a_command_of_a_later_version_is_refused_by_value() {
    TestCluster cluster = TestCluster.withTime();
    TestProcess n1 = cluster.start("n1");
    cluster.assertRejectedWithoutTrace(
        RejectionReason.UNKNOWN_FEATURE, () -> n1.propose(new Command.Unrecognized("teleport")));
  }

  @Test
  void a_command_above_the_feature_level_of_the_cluster_is_refused_even_if_it_is_known() {
    TestCluster cluster = TestCluster.withTime();
    TestProcess n1 = cluster.start("n1");
    Envelope later =
        new Envelope(
            n1.node(),
            n1.incarnation(),
            cluster.nowMillis() + 500,
            1,
            TenantId.DEFAULT,
            "",
            "",
            ReplicatedState.FEATURE_LEVEL + 1,
            new Command.ClaimWorker(WorkerClass.DEFAULT, cluster.nowMillis() + 1_000));
    cluster.assertRejectedWithoutTrace(
        RejectionReason.UNKNOWN_FEATURE, () -> cluster.apply(later).outcome());
  }

  @Test
  void an_entry_is_applied_once_and_in_order() {
    try (MemoryStore store = new MemoryStore()) {
      store.writeOnly(tables -> ReplicatedState.begin(tables, TestCluster.ID));
      store.writeOnly(tables -> ReplicatedState.advance(tables, new LogPosition(3, 10)));
      for (LogPosition wrong :
          List.of(
              new LogPosition(3, 10),
              new LogPosition(3, 9),
              new LogPosition(4, 10),
              new LogPosition(2, 11))) {
        assertThrows(
            BrokenInvariantException.class,
            () ->
                store.writeOnly(
                    tables -> ReplicatedState.apply(tables, wrong, new Entry(List.of()))));
        assertThrows(
            BrokenInvariantException.class,
            () -> store.writeOnly(tables -> ReplicatedState.advance(tables, wrong)));
        assertThrows(
            BrokenInvariantException.class,
            () ->
                store.writeOnly(
                    tables ->
                        ReplicatedState.changeMembers(
                            tables, wrong, Membership.ofVoters(Set.of()))));
      }
      store.writeOnly(
          tables -> ReplicatedState.apply(tables, new LogPosition(3, 12), new Entry(List.of())));
      assertEquals(new LogPosition(3, 12), store.read(View::cluster).applied());
    }
  }

  /** The promises of {@link ReplicatedState}, over logs that no rule was written for. */
  @Property(tries = 200)
  void no_log_makes_ranges_or_windows_overlap(@ForAll long seed) {
    try (MemoryStore store = new MemoryStore()) {
      RandomTraffic traffic = new RandomTraffic(seed);
      store.writeOnly(traffic::begin);
      Map<List<Object>, List<IdRange>> ranges = new HashMap<>();
      Map<WorkerKey, Map<IncarnationNumber, TimeWindow>> workers = new HashMap<>();
      long time = 0;
      for (int i = 0; i < 150; i++) {
        Entry entry = traffic.nextEntry();
        LogPosition position = traffic.nextPosition();
        List<Reply> replies = store.write(tables -> ReplicatedState.apply(tables, position, entry));
        traffic.learn(replies);
        for (int e = 0; e < replies.size(); e++) {
          Reply reply = replies.get(e);
          assertTrue(reply.replicatedTimeMillis() >= time, "replicated time went back");
          time = reply.replicatedTimeMillis();
          if (reply.outcome() instanceof Outcome.RangeReserved reserved) {
            Object tenant = entry.envelopes().get(e).tenant();
            addDisjoint(
                ranges.computeIfAbsent(
                    List.of(tenant, reserved.namespaceNumber()), key -> new ArrayList<>()),
                reserved.range());
          }
          if (reply.outcome() instanceof Outcome.WorkerClaimed(WorkerKey worker, TimeWindow w)) {
            Map<IncarnationNumber, TimeWindow> held =
                workers.computeIfAbsent(worker, key -> new TreeMap<>());
            held.forEach(
                (other, window) ->
                    assertTrue(
                        other.equals(reply.incarnation())
                            || window.endMillis() <= w.startMillis()
                            || window.startMillis() >= w.endMillis(),
                        worker + ": " + window + " of " + other + " and " + w));
            held.put(reply.incarnation(), w);
          }
          if (reply.outcome() instanceof Outcome.WorkerReleased) {
            WorkerKey worker =
                ((Command.ReleaseWorker) entry.envelopes().get(e).command()).worker();
            workers.getOrDefault(worker, new HashMap<>()).remove(reply.incarnation());
          }
        }
      }
    }
  }

  private static void addDisjoint(List<IdRange> ranges, IdRange range) {
    if (!ranges.isEmpty()) {
      IdRange last = ranges.get(ranges.size() - 1);
      assertTrue(range.first() >= last.end(), range + " after " + last);
    }
    ranges.add(range);
  }
}
