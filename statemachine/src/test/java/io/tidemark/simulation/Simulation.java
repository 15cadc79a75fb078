package io.tidemark.simulation;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run: trouble, then healing, then proof that everyone serves again. */
final class Simulation {

  private static final long HEALING_MILLIS = 9_000;

  /** How far replicated time may be ahead of true time for windows to be granted soon again. */
  private static final long AHEAD_MILLIS_MAX = 5_000;

  private final World world;
  private final Workload workload;
  private final Faults faults;

  private Simulation(World world) {
    this.world = world;
    this.workload = new Workload(world);
    this.faults = new Faults(world);
  }

  /**
   * Runs a seed to its end.
   *
   * @param out where to write what happens, or null
   * @return what happened
   * @throws InvariantViolation at the first thing that must not happen
   */
  static Coverage run(long seed, Mutant mutant, @Nullable PrintStream out) {
    Chance chance = new Chance(seed);
    Scenario scenario = Scenario.drawn(chance, mutant);
    World world = new World(scenario, chance, out);
    world.trace.note("seed %d: %s", seed, scenario);
    new Simulation(world).run();
    return world.coverage;
  }

  private void run() {
    world.members.forEach(Member::start);
    world.raft.begin();
    workload.begin();
    faults.begin();
    long healsAt = World.START_MILLIS + world.scenario.durationMillis();
    world.scheduler.runUntil(healsAt);
    world.trace.note("everything is healed");
    faults.heal();
    world.raft.restoreMembers();
    workload.becomeQuiet();
    world.ledger.watchService();
    world.scheduler.runUntil(healsAt + HEALING_MILLIS);
    checkReplicas();
    checkService();
  }

  private void checkReplicas() {
    Map<Long, Replica> byIndex = new HashMap<>();
    for (Member member : world.members) {
      Replica replica = member.replica();
      if (replica == null || replica.isDamaged()) {
        continue;
      }
      if (replica.store().rows() != replica.store().cluster().rows()) {
        throw new InvariantViolation(
            Invariant.ROWS_COUNTED,
            "%s has %d rows, but counts %d"
                .formatted(
                    member.name(), replica.store().rows(), replica.store().cluster().rows()));
      }
      Replica other = byIndex.putIfAbsent(replica.applied(), replica);
      if (other != null && !other.store().hasSameRowsAs(replica.store())) {
        throw new InvariantViolation(
            Invariant.REPLICAS_AGREE, member.name() + " holds other rows at the end");
      }
    }
  }

  /** A cluster that has run out of numbers, of room or ahead of time rightly refuses. */
  private void checkService() {
    boolean inTime =
        world.ledger.replicatedTimeMillis() - world.scheduler.nowMillis() < AHEAD_MILLIS_MAX;
    if (!world.scenario.hasIncarnationsToSpare() || !world.scenario.hasRoom() || !inTime) {
      return;
    }
    for (Member member : world.members) {
      EnumSet<Service> missing = EnumSet.allOf(Service.class);
      member.processes().forEach(p -> missing.removeAll(world.ledger.servedBy(p.incarnation())));
      if (!missing.isEmpty()) {
        throw new InvariantViolation(
            Invariant.SERVES_AFTER_HEALING,
            "%s does not issue %s".formatted(member.processes(), missing));
      }
    }
  }
}
