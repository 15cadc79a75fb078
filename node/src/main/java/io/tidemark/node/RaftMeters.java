package io.tidemark.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.core.NodeName;
import io.tidemark.node.member.RaftMember;
import io.tidemark.node.member.RaftState;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;

/** Shows Raft's state here. */
final class RaftMeters {

  private RaftMeters() {}

  static void register(
      MeterRegistry registry, RaftMember member, NodeName self, InstantSource wall) {
    gauge(registry, member, "leader", "1 on the leader", s -> s.role().equals("leader") ? 1 : 0);
    gauge(registry, member, "term", "Raft term", RaftState::term);
    gauge(
        registry,
        member,
        "commit.index",
        "Last committed log index known here",
        RaftState::commitIndex);
    gauge(
        registry, member, "applied.index", "Last log index applied here", RaftState::appliedIndex);
    gauge(
        registry,
        member,
        "lag",
        "Committed entries that are not applied here yet",
        s -> Math.max(0, s.commitIndex() - s.appliedIndex()));
    Gauge.builder("tidemark.raft.leader.known", member, m -> m.leader() == null ? 0 : 1)
        .description("1 while a leader is in sight")
        .register(registry);
    Gauge.builder(
            "tidemark.raft.voter",
            member,
            m -> m.read(view -> view.cluster().members()).voters().contains(self) ? 1 : 0)
        .description("1 on a voter, 0 on a listener")
        .register(registry);
    Gauge.builder(
            "tidemark.raft.voters",
            member,
            m -> m.read(view -> view.cluster().members()).voters().size())
        .description("Voters of the cluster; more than half of them are a majority")
        .register(registry);
    Gauge.builder("tidemark.state.rows", member, m -> m.read(view -> view.cluster().rows()))
        .description("Rows of the replicated state")
        .register(registry);
    Gauge.builder("tidemark.state.rows.max", member, m -> m.read(view -> view.cluster().rowsMax()))
        .description("Limit of the rows; from 80 % on nothing new is taken in")
        .register(registry);
    Gauge.builder("tidemark.raft.log.bytes", member, m -> m.files().logBytes())
        .description("Size of the log's files")
        .register(registry);
    Gauge.builder("tidemark.snapshot.index", member, m -> m.latestSnapshot().index())
        .description("Where the newest snapshot ends in the log; -1 without one")
        .register(registry);
    Gauge.builder("tidemark.snapshot.size.bytes", member, m -> m.files().snapshotBytes())
        .description("Size of the newest snapshot; 0 without one")
        .register(registry);
    Gauge.builder(
            "tidemark.snapshot.age.seconds",
            member,
            m -> Math.max(0, wall.millis() - m.files().snapshotMillis()) / 1e3)
        .description("Since the newest snapshot was written, or since the start without one")
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry,
      RaftMember member,
      String name,
      String description,
      ToDoubleFunction<RaftState> value) {
    Gauge.builder("tidemark.raft." + name, member, m -> value.applyAsDouble(m.raftState()))
        .description(description)
        .register(registry);
  }
}
