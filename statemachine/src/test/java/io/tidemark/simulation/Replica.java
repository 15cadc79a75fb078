package io.tidemark.simulation;

import io.tidemark.core.BrokenInvariantException;
import io.tidemark.core.LineKey;
import io.tidemark.core.Membership;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.core.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member's copy of the replicated state, built from a snapshot and the log, with the server's
 * retry cache. All of it is memory: a restart makes a new one.
 */
final class Replica {

  private record Answered(List<Reply> replies, long atMillis) {}

  private final World world;
  private final Member member;
  private final SimulatedStore store;
  private final Map<Logged.ClientCall, Answered> retryCache = new HashMap<>();
  private long applied;
  private boolean damaged;

  Replica(World world, Member member, Snapshot snapshot) {
    this.world = world;
    this.member = member;
    this.store = snapshot.rows().copy();
    this.applied = snapshot.index();
  }

  long applied() {
    return applied;
  }

  SimulatedStore store() {
    return store;
  }

  /** Whether a row was lost since the rebuild. */
  boolean isDamaged() {
    return damaged;
  }

  void lose(LineKey line) {
    store.lose(line);
    damaged = true;
  }

  Snapshot snapshot() {
    return new Snapshot(applied, store.copy());
  }

  /**
   * Applies the entry after the last applied one.
   *
   * @return false if the replica noticed that it is damaged, and the member must halt
   */
  boolean apply(Logged logged) {
    List<Reply> replies;
    try {
      replies = store.write(tables -> decide(tables, logged));
    } catch (BrokenInvariantException e) {
      if (damaged) {
        return false;
      }
      throw new InvariantViolation(
          Invariant.APPLY_NEVER_THROWS, member.name() + " applied " + logged, e);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      throw new InvariantViolation(
          Invariant.APPLY_NEVER_THROWS, member.name() + " applied " + logged, e);
    }
    applied = logged.position().index();
    if (logged instanceof Logged.Commands commands) {
      retryCache.put(commands.call(), new Answered(replies, world.scheduler.nowMillis()));
    }
    world.ledger.applied(member.name(), logged, replies, store);
    return true;
  }

  /** What the call was answered with, unless that was too long ago. */
  @Nullable List<Reply> answered(Logged.ClientCall call) {
    Answered answered = retryCache.get(call);
    return answered == null
            || world.scheduler.nowMillis() - answered.atMillis() > world.scenario.retryCacheMillis()
        ? null
        : answered.replies();
  }

  private List<Reply> decide(Tables tables, Logged logged) {
    return switch (logged) {
      case Logged.Commands commands ->
          world.scenario.mutant().decider().apply(tables, commands.position(), commands.entry());
      case Logged.Voters voters -> {
        ReplicatedState.changeMembers(
            tables, voters.position(), Membership.of(voters.names(), voters.listeners(), Map.of()));
        yield List.of();
      }
      case Logged.Nothing nothing -> {
        ReplicatedState.advance(tables, nothing.position());
        yield List.of();
      }
    };
  }
}
