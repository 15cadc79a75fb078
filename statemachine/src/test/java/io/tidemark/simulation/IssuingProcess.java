package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.core.TenantId;
import io.tidemark.core.WorkerClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of a node process, as far as issuing goes: a model of the real node by the same rules.
 *
 * <ol>
 *   <li>It holds nothing before it is registered, and nothing after it was halted.
 *   <li>It publishes a holding when the committed reply has arrived, never before.
 *   <li>While paused it does nothing; what it should have done it does when it resumes.
 * </ol>
 */
final class IssuingProcess {

  private static final long DRAIN_MILLIS_MAX = 2_000;

  private final World world;
  private final Member member;
  private final String processNonce;
  private final Proposer proposer;
  private final RangeIssuer ranges;
  private final MonotonicIssuer monotonic;
  private final Deque<Runnable> deferred = new ArrayDeque<>();
  private final Map<WorkerClass, SnowflakeIssuer> snowflakes = new TreeMap<>();
  private IncarnationNumber incarnation = IncarnationNumber.NONE;
  private @Nullable StampIssuer stamps;
  private long heardMillis;
  private boolean alive = true;
  private boolean paused;
  private boolean draining;

  IssuingProcess(World world, Member member) {
    this.world = world;
    this.member = member;
    this.processNonce = Long.toHexString(world.chance.anyLong());
    this.proposer = new Proposer(world, this);
    this.ranges = new RangeIssuer(world, this);
    this.monotonic = new MonotonicIssuer(world, this, ranges);
  }

  Member member() {
    return member;
  }

  IncarnationNumber incarnation() {
    return incarnation;
  }

  boolean isAlive() {
    return alive;
  }

  Proposer proposer() {
    return proposer;
  }

  /** Registers, and serves once that is done. */
  void begin(List<RangeIssuer.Holding> kept) {
    proposer.propose(
        new Command.RegisterIncarnation(processNonce),
        Answer.of(outcome -> registered(outcome, kept), () -> begin(kept)));
  }

  private void registered(Outcome outcome, List<RangeIssuer.Holding> kept) {
    if (outcome instanceof Outcome.IncarnationRegistered(IncarnationNumber number, long ignored)) {
      world.trace.note("%s is incarnation %s", this, number);
      incarnation = number;
      stamps = new StampIssuer(world, this);
      ranges.keep(kept);
    }
  }

  /** Whether it may be asked for IDs. */
  boolean serves() {
    return alive && !paused && !draining && stamps != null;
  }

  void issueFromRange(NamespaceName namespace, int count) {
    ranges.issue(namespace, count);
  }

  void issueInOrder(NamespaceName namespace) {
    monotonic.ask(namespace);
  }

  void issueStamp() {
    if (stamps != null) {
      stamps.issue();
    }
  }

  void issueSnowflake(WorkerClass workerClass) {
    snowflake(workerClass).issue();
  }

  void releaseWorker(WorkerClass workerClass) {
    snowflake(workerClass).release();
  }

  void sealRanges() {
    ranges.sealAll();
  }

  void reportClock() {
    proposer.propose(new Command.ReportClock(), Answer.IGNORED);
  }

  /** Stops serving, gives back what can be given back, and ends. */
  void drain() {
    draining = true;
    ranges.sealAll();
    snowflakes.values().forEach(SnowflakeIssuer::release);
    later(DRAIN_MILLIS_MAX, () -> member.halted(this));
  }

  private SnowflakeIssuer snowflake(WorkerClass workerClass) {
    return snowflakes.computeIfAbsent(
        workerClass, absent -> new SnowflakeIssuer(world, this, absent));
  }

  List<RangeIssuer.Holding> rangesHeld() {
    return ranges.held();
  }

  /** The namespace as the process's own replica shows it, or null if that shows none. */
  @Nullable NamespaceRecord namespace(NamespaceName name) {
    Replica replica = member.replica();
    NamespaceRecord stored =
        replica == null
            ? null
            : replica.store().namespaces().get(new NamespaceKey(TenantId.DEFAULT, name));
    return stored == null || stored.deleted() ? null : stored;
  }

  void heardTime(long replicatedTimeMillis) {
    heardMillis = Math.max(heardMillis, replicatedTimeMillis);
  }

  /**
   * Where a window has to end to be of use: some time after it can start, which a time line that
   * was used up early puts later than now; but within the bound after the replicated time that it
   * has heard of. A clock beyond the bound asks for what will be refused.
   *
   * @param startMillis the earliest start of the window, as far as the process knows
   */
  long windowEndWanted(long startMillis) {
    long clockMillis = member.clock().wallMillis();
    long from = Math.max(startMillis, Math.max(clockMillis, heardMillis));
    long wanted = from + world.scenario.windowMillis();
    long latest = heardMillis + ReplicatedState.WINDOW_AHEAD_MILLIS_MAX;
    return clockMillis < latest ? Math.min(wanted, latest) : wanted;
  }

  HeldSince holdingFromNow() {
    SimulatedClock clock = member.clock();
    return new HeldSince(clock.monotonicMillis(), clock.bootMillis(), world.scheduler.nowMillis());
  }

  boolean hasExpired(HeldSince since) {
    SimulatedClock clock = member.clock();
    long monotonicMillis = clock.monotonicMillis() - since.monotonicMillis();
    long bootMillis = clock.bootMillis() - since.bootMillis();
    long ageMillis =
        world.scenario.mutant() == Mutant.SLEEP_UNNOTICED
            ? monotonicMillis
            : Math.max(monotonicMillis, bootMillis);
    return ageMillis >= world.scenario.holdMillisMax();
  }

  void answered(Logged.ClientCall call, List<Reply> replies) {
    proposer.answered(call, replies);
  }

  void superseded() {
    world.coverage.saw(Happening.HALTED_AS_SUPERSEDED);
    world.trace.note("%s halts: superseded", this);
    member.halted(this);
  }

  void removed() {
    world.coverage.saw(Happening.HALTED_AS_REMOVED);
    world.trace.note("%s halts: removed", this);
    member.halted(this);
  }

  /** Something that should not be possible, or that the process can't go on from. */
  void fault(String detail) {
    world.trace.note("%s halts: %s", this, detail);
    member.halted(this);
  }

  /** Runs something after a while, unless the process has ended by then. */
  void later(long delayMillis, Runnable action) {
    world.scheduler.after(delayMillis, () -> wake(action));
  }

  /** Runs something now, or once the process resumes. */
  void wake(Runnable action) {
    if (alive && paused) {
      deferred.add(action);
    } else if (alive) {
      action.run();
    }
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    List<Runnable> late = new ArrayList<>(deferred);
    deferred.clear();
    late.forEach(this::wake);
  }

  void kill() {
    alive = false;
    deferred.clear();
  }

  @Override
  public String toString() {
    return "%s/%s".formatted(member.name(), incarnation);
  }
}
