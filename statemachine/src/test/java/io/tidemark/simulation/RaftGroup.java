package io.tidemark.simulation;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.core.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The log as its users see it: one total order, committed while a majority is together; a leader
 * that appends, answers and remembers calls; and a tail of entries that a leader change may keep or
 * lose. Elections and replication themselves are Ratis's and are not modelled.
 */
final class RaftGroup {

  private static final long TICK_MILLIS = 250;
  private static final long ELECTION_MILLIS_MIN = 600;
  private static final long ELECTION_MILLIS_MAX = 2_000;

  private record Uncommitted(Logged.ClientCall call, Entry entry, long replicatedAtMillis) {}

  private final World world;
  private final List<Logged> log = new ArrayList<>();
  private final List<Uncommitted> tail = new ArrayList<>();
  private final Map<Logged.ClientCall, Set<IssuingProcess>> waiting = new HashMap<>();
  private final Set<Logged.ClientCall> committed = new HashSet<>();
  private final Set<Logged.ClientCall> givenUp = new HashSet<>();
  private @Nullable Member leader;
  private @Nullable Member deposed;
  private long term;
  private long readyAtIndex;
  private long leaderlessSinceMillis;
  private boolean tellsNext;
  private long electionMillis;

  RaftGroup(World world) {
    this.world = world;
  }

  void begin() {
    leaderlessSinceMillis = world.scheduler.nowMillis();
    tick();
  }

  long lastIndex() {
    return log.size() - 1L;
  }

  @Nullable Member leader() {
    return leader;
  }

  /** A snapshot that the leader could send to the member. */
  @Nullable Snapshot leadersSnapshot(Member to) {
    Member from = leader;
    return from == null || from == to || !world.network.connected(from, to) ? null : from.disk();
  }

  /** Sends a batch to whoever the process takes for the leader. */
  void submit(IssuingProcess from, Logged.ClientCall call, Entry entry) {
    Member target = leaderSeenBy(from.member());
    if (target != null) {
      world.network.send(
          from.member(), target, () -> arrived(from, target, target.replica(), call, entry));
    }
  }

  /** The proposer waits no more; the call may still be committed. */
  void gaveUp(Logged.ClientCall call) {
    world.coverage.saw(Happening.PROPOSAL_GIVEN_UP);
    givenUp.add(call);
  }

  void memberLost(Member member) {
    if (member == deposed) {
      deposed = null;
    }
    if (member == leader) {
      loseLeader();
    }
  }

  /** Another member takes over, for no reason that a proposer could know. */
  void changeLeader() {
    List<Member> others =
        world.running().stream().filter(member -> member != leader && hasQuorum(member)).toList();
    if (leader != null && !others.isEmpty()) {
      Member next = world.chance.oneOf(others);
      loseLeader();
      elect(next);
    }
  }

  /** Everyone votes again: the leader that there is, or the next one, writes it down. */
  void restoreMembers() {
    if (leader == null) {
      tellsNext = true;
    } else {
      log.add(votersNow(nextPosition()));
      wakeAllThatLag();
    }
  }

  /** Lets the member apply what it has not applied, after a while. */
  void wake(Member member) {
    long delay =
        member == leader
            ? world.chance.between(0L, 1L)
            : world.chance.between(1L, member.isSlow() ? 3_000L : 20L);
    world.scheduler.after(delay, () -> applyAvailable(member));
  }

  private void wakeAllThatLag() {
    for (Member member : world.members) {
      Replica replica = member.replica();
      if (replica != null && replica.applied() < lastIndex()) {
        wake(member);
      }
    }
  }

  private void tick() {
    Member stale = deposed;
    if (stale != null && leader != null && world.network.connected(stale, leader)) {
      deposed = null;
    }
    Member current = leader;
    if (current != null && !hasQuorum(current)) {
      loseLeader();
    }
    if (leader == null && world.scheduler.nowMillis() - leaderlessSinceMillis >= electionMillis) {
      List<Member> candidates = world.running().stream().filter(this::hasQuorum).toList();
      if (!candidates.isEmpty()) {
        elect(world.chance.oneOf(candidates));
      }
    }
    commit();
    wakeAllThatLag();
    world.scheduler.after(TICK_MILLIS, this::tick);
  }

  private void loseLeader() {
    deposed = leader;
    leader = null;
    leaderlessSinceMillis = world.scheduler.nowMillis();
    electionMillis = world.chance.between(ELECTION_MILLIS_MIN, ELECTION_MILLIS_MAX);
  }

  private void elect(Member elected) {
    world.coverage.saw(Happening.LEADER_CHANGED);
    int kept = world.chance.between(0, tail.size());
    for (int i = 0; i < tail.size(); i++) {
      if (i < kept) {
        append(tail.get(i));
      } else {
        world.coverage.saw(Happening.PROPOSAL_LOST_BEFORE_COMMIT);
        world.trace.note("lost before commit: %s", tail.get(i).call());
      }
    }
    tail.clear();
    waiting.clear();
    leader = elected;
    deposed = deposed == elected ? null : deposed;
    term++;
    LogPosition position = nextPosition();
    boolean tellsVoters = term == 1 || tellsNext || world.chance.percent(50);
    tellsNext = false;
    log.add(tellsVoters ? votersNow(position) : new Logged.Nothing(position));
    readyAtIndex = position.index();
    world.trace.note("%s leads in term %d from %d on", elected.name(), term, readyAtIndex);
    wake(elected);
  }

  /**
   * Sometimes a member only listens for a while: its clock doesn't count then. And sometimes one is
   * removed and comes back later, when its former processes are fenced.
   */
  private Logged.Voters votersNow(LogPosition position) {
    Set<NodeName> voters = world.voters();
    Set<NodeName> listeners = new TreeSet<>();
    if (world.chance.percent(20) && !world.network.isReliable()) {
      NodeName chosen = world.chance.oneOf(world.members).name();
      voters.remove(chosen);
      if (world.chance.percent(50)) {
        listeners.add(chosen);
      } else {
        world.coverage.saw(Happening.MEMBER_REMOVED);
        world.trace.note("%s is removed", chosen);
      }
    }
    return new Logged.Voters(position, voters, listeners);
  }

  private boolean hasQuorum(Member member) {
    int together = 0;
    for (Member other : world.running()) {
      together += world.network.connected(member, other) ? 1 : 0;
    }
    return member.isRunning() && together > world.members.size() / 2;
  }

  private @Nullable Member leaderSeenBy(Member member) {
    if (leader != null && world.network.connected(member, leader)) {
      return leader;
    }
    return deposed != null && world.network.connected(member, deposed) ? deposed : null;
  }

  private void arrived(
      IssuingProcess from,
      Member target,
      @Nullable Replica sentTo,
      Logged.ClientCall call,
      Entry entry) {
    Replica replica = target.replica();
    if (replica == null || replica != sentTo) {
      return;
    }
    if (!target.isRunning()) {
      target.processes().get(0).later(1, () -> arrived(from, target, sentTo, call, entry));
      return;
    }
    if (target == deposed) {
      world.coverage.saw(Happening.PROPOSAL_LOST_BEFORE_COMMIT);
      return;
    }
    if (target != leader || replica.applied() < readyAtIndex) {
      return;
    }
    List<Reply> cached = replica.answered(call);
    if (cached != null) {
      world.coverage.saw(Happening.ANSWERED_FROM_RETRY_CACHE);
      world.trace.note("%s answers %s from its retry cache", target.name(), call);
      answer(target, from, call, cached);
      return;
    }
    waiting.computeIfAbsent(call, ignored -> new LinkedHashSet<>()).add(from);
    boolean pending = tail.stream().anyMatch(uncommitted -> uncommitted.call().equals(call));
    if (!pending && !isUnapplied(replica, call)) {
      long replicatedAt = world.scheduler.nowMillis() + world.chance.between(1L, 6L);
      tail.add(new Uncommitted(call, entry, replicatedAt));
      world.scheduler.after(replicatedAt - world.scheduler.nowMillis(), this::commit);
    }
  }

  /** Committed, but the leader has not come to it yet. */
  private boolean isUnapplied(Replica replica, Logged.ClientCall call) {
    return log.subList((int) replica.applied() + 1, log.size()).stream()
        .anyMatch(
            logged -> logged instanceof Logged.Commands commands && commands.call().equals(call));
  }

  private void commit() {
    Member current = leader;
    if (current == null || !hasQuorum(current)) {
      return;
    }
    boolean any = false;
    while (!tail.isEmpty() && tail.get(0).replicatedAtMillis() <= world.scheduler.nowMillis()) {
      append(tail.remove(0));
      any = true;
    }
    if (any) {
      wakeAllThatLag();
    }
  }

  private void append(Uncommitted entry) {
    if (!committed.add(entry.call())) {
      world.coverage.saw(Happening.COMMITTED_TWICE);
      world.trace.note("%s is committed a second time", entry.call());
    }
    if (givenUp.contains(entry.call())) {
      world.coverage.saw(Happening.COMMITTED_AFTER_GIVEN_UP);
      world.trace.note("%s is committed after it was given up", entry.call());
    }
    log.add(new Logged.Commands(nextPosition(), entry.call(), entry.entry()));
  }

  private LogPosition nextPosition() {
    return new LogPosition(Math.max(1, term), log.size());
  }

  private void applyAvailable(Member member) {
    Replica replica = member.replica();
    Member current = leader;
    if (replica == null
        || !member.isRunning()
        || current == null
        || !world.network.connected(member, current)) {
      return;
    }
    while (replica.applied() < lastIndex()) {
      Logged logged = log.get((int) replica.applied() + 1);
      if (!replica.apply(logged)) {
        world.coverage.saw(Happening.HALTED_ON_BROKEN_STATE);
        world.trace.note("%s halts: its state is broken", member.name());
        member.crashAndRestart();
        return;
      }
      if (replica.applied() % world.scenario.snapshotEntries() == 0) {
        member.snapshot();
      }
      if (member == leader && logged instanceof Logged.Commands commands) {
        answerWaiting(member, replica, commands.call());
      }
    }
  }

  private void answerWaiting(Member from, Replica replica, Logged.ClientCall call) {
    Set<IssuingProcess> processes = waiting.remove(call);
    List<Reply> replies = replica.answered(call);
    if (processes != null && replies != null) {
      processes.forEach(process -> answer(from, process, call, replies));
    }
  }

  private void answer(Member from, IssuingProcess to, Logged.ClientCall call, List<Reply> replies) {
    if (!world.network.send(from, to.member(), () -> to.wake(() -> to.answered(call, replies)))) {
      world.coverage.saw(Happening.REPLY_LOST_AFTER_COMMIT);
    }
  }
}
