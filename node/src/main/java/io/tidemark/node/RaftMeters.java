package io.tidemark.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.node.member.RaftMember;
import io.tidemark.node.member.RaftState;
import java.util.function.ToDoubleFunction;

/** Shows Raft's state here. */
final class RaftMeters {

  private RaftMeters() {}

  static void register(MeterRegistry registry, RaftMember member) {
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
