package io.tidemark.simulation;

import io.tidemark.core.NodeName;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that a run consists of. Used by one thread. */
final class World {

  /** When every run begins. */
  static final long START_MILLIS = 1_800_000_000_000L;

  final Scenario scenario;
  final Chance chance;
  final Scheduler scheduler;
  final Trace trace;
  final Coverage coverage = new Coverage();
  final Ledger ledger;
  final Network network;
  final List<Member> members = new ArrayList<>();
  final RaftGroup raft;

  World(Scenario scenario, Chance chance, @Nullable PrintStream out) {
    this.scenario = scenario;
    this.chance = chance;
    this.scheduler = new Scheduler(START_MILLIS);
    this.trace = new Trace(scheduler, out);
    this.ledger = new Ledger(scenario, coverage, scheduler);
    this.network = new Network(this);
    this.raft = new RaftGroup(this);
    Snapshot genesis = Snapshot.genesis(scenario);
    for (int i = 1; i <= scenario.members(); i++) {
      members.add(new Member(this, new NodeName("n" + i), genesis));
    }
  }

  Set<NodeName> voters() {
    Set<NodeName> names = new TreeSet<>();
    members.forEach(member -> names.add(member.name()));
    return names;
  }

  /** Members that run, and are not paused. */
  List<Member> running() {
    List<Member> running = new ArrayList<>(members.size());
    for (Member member : members) {
      if (member.isRunning()) {
        running.add(member);
      }
    }
    return running;
  }
}
