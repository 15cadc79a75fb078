package io.tidemark.node.member;

import io.tidemark.core.Entry;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.core.View;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.HandOver;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.log.Submission;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.peer.Roster;
import io.tidemark.node.schedule.Recurring;
import io.tidemark.replica.ReplicaStateMachine;
import io.tidemark.replica.SkippedEntries;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running member of the Raft group. Safe for use by many threads.
 *
 * @see MemberStart
 */
public final class RaftMember implements ReplicatedLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RaftMember.class);

  private static final long LOOK_MILLIS = 100;
  private static final long SIGHTINGS_MILLIS = 1_000;

  /**
   * Ratis gives a connection 3 s to end by itself, and only then makes the new one, which needs
   * time to be answered.
   */
  private static final long RECONNECT_MILLIS = 5_000;

  private static final long CLOSE_MILLIS_MAX = 5_000;

  private final DataDirectory directory;
  private final MemberFiles files;
  private final SightingBook book;
  private final RaftServer server;
  private final ReplicaStateMachine stateMachine;
  private final ExchangeClient client;
  private final Division division;
  private final LogRoute route;
  private final ReadPoints readPoints;
  private final Leadership leadership;
  private final MemberChanges changes;
  private final Peers peers;
  private final LeaderWatch leaders;
  private final MajorityWatch majority;
  private final ConnectionWatch connections;
  private final SightingWatch sightings;
  private final ScheduledExecutorService timer;

  /**
   * What a member is started from.
   *
   * @param directory formed; the member's from now on
   */
  record Setup(NodeConfig config, MemberPorts ports, DataDirectory directory, SightingBook book) {

    Identity identity() {
      return directory.identity().orElseThrow();
    }
  }

  private RaftMember(
      Setup setup,
      RaftServer server,
      ReplicaStateMachine stateMachine,
      MemberExchange exchange,
      AppliedWaits waits,
      MembershipWatch membership)
      throws IOException {
    this.directory = setup.directory();
    this.files =
        new MemberFiles(
            directory.raft().resolve(setup.identity().clusterId()).resolve("current"),
            directory.replica().resolve("snapshots"),
            setup.ports().self().clockMillis());
    this.book = setup.book();
    this.server = server;
    this.stateMachine = stateMachine;
    this.client = new ExchangeClient();
    this.division = new Division(server, RaftServers.groupIdOf(setup.identity()));
    Submitter submitter = new Submitter(division);
    this.route = new LogRoute(division, submitter, client);
    this.leadership = new Leadership(division, client, setup.config().limits().electionMillisMax());
    PeerSurvey survey =
        new PeerSurvey(division, client, exchange, leadership, setup.ports().nanoTicker());
    this.peers = survey;
    CatchUp catchUp = new CatchUp(waits, () -> stateMachine.applied().index(), division::catchUp);
    ReadIndexes indexes = new ReadIndexes(new VotersAsked(division, survey));
    ReadRounds rounds = new ReadRounds(division, client, indexes, catchUp, stateMachine::applied);
    this.readPoints = new ReadPoints(rounds::round);
    this.leaders = new LeaderWatch(division::leader, setup.ports().nanoTicker());
    long electionMillisMax = setup.config().limits().electionMillisMax();
    this.majority = new MajorityWatch(division, electionMillisMax);
    this.connections =
        new ConnectionWatch(
            division, 2 * electionMillisMax, RECONNECT_MILLIS, setup.ports().nanoTicker());
    this.changes =
        new MemberChanges(
            division,
            client,
            indexes,
            catchUp,
            leadership,
            () -> stateMachine.read(view -> view.cluster().members()),
            new ChangePlan(
                division.self(),
                new LeaderSurroundings(
                    division,
                    survey,
                    client,
                    SkipAgreement.told(SkippedEntries.open(setup.directory().replica()), null)
                        .agreed())));
    exchange.open(
        new MemberExchange.Running(
            division,
            submitter,
            indexes,
            catchUp,
            leadership,
            changes,
            membership,
            new OwnSnapshot(
                new OwnSnapshotSource(stateMachine, files), setup.ports().nanoTicker())));
    this.sightings = new SightingWatch(stateMachine::read, division::heldIndexes, book);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-member").factory());
  }

  /** Starts Raft on the port, which must be free, and the storage, which must exist. */
  static RaftMember start(Setup setup) throws IOException {
    AppliedWaits waits = new AppliedWaits();
    MembershipWatch membership = new MembershipWatch(setup.directory(), setup.ports().faults());
    ReplicaStateMachine stateMachine =
        new ReplicaStateMachine(
            setup.directory().replica(),
            setup.ports().stores(),
            RaftServers.snapshotBounds(setup.config().limits(), setup.ports().random()),
            setup.ports().faults(),
            new WakingListener(setup.ports().listener(), waits, membership),
            setup.ports().events());
    MemberExchange exchange =
        new MemberExchange(
            setup.directory(),
            setup.config().httpAddress().toString(),
            setup.ports().self(),
            setup.ports().duty(),
            setup.book(),
            SkipAgreement.told(SkippedEntries.open(setup.directory().replica()), null));
    RaftServer server = RaftServers.build(setup, stateMachine, exchange);
    boolean started = false;
    try {
      start(server);
      RaftMember member = new RaftMember(setup, server, stateMachine, exchange, waits, membership);
      member.look();
      started = true;
      return member;
    } finally {
      if (!started) {
        stateMachine.expectClose();
        server.close();
      }
    }
  }

  /** Ratis wraps what went wrong. */
  private static void start(RaftServer server) throws IOException {
    try {
      server.start();
    } catch (CompletionException | IllegalStateException e) {
      throw new IOException("Raft can't start", e);
    }
  }

  /** The cluster's random id. */
  public String clusterId() {
    return division.clusterId();
  }

  public NodeName self() {
    return division.self();
  }

  /** The random name of this process, on disk already; to register its incarnation with. */
  public String processNonce() {
    return directory.identity().orElseThrow().processNonce();
  }

  /** Takes note, durably, of the number that this process was registered under. */
  public void registered(IncarnationNumber number) throws IOException {
    directory.update(identity -> identity.withIncarnation(number.value()));
  }

  /** Changes of who belongs to the cluster. */
  public Roster roster() {
    return changes;
  }

  /** Whether this node was admitted and is not a member yet. */
  public boolean isJoining() {
    return directory.identity().orElseThrow().phase() == Identity.Phase.JOINING;
  }

  /** How large this node's files are. */
  public MemberFiles files() {
    return files;
  }

  /** Where the newest durable snapshot ends; {@link LogPosition#NOTHING} if there is none. */
  public LogPosition latestSnapshot() {
    return stateMachine.latestSnapshot();
  }

  /** What is asked of the other members. */
  public Peers peers() {
    return peers;
  }

  /** Runs a query on what this node has applied; for a linearizable one take a read point first. */
  public <R> R read(Function<? super View, R> query) {
    return stateMachine.read(query);
  }

  @Override
  public CompletableFuture<Submission> submit(Entry entry, long timeoutMillis) {
    return isJoining()
        ? CompletableFuture.completedFuture(
            new Submission.Refused("node %s is not a member yet".formatted(self())))
        : route.submit(entry, timeoutMillis);
  }

  @Override
  public CompletableFuture<ReadPoint> readPoint(long timeoutMillis) {
    return readPoints.read(timeoutMillis);
  }

  @Override
  public @Nullable NodeName leader() {
    return division.leader();
  }

  @Override
  public long leaderlessSinceNanos() {
    return leaders.leaderlessSinceNanos();
  }

  /** Whether Raft works here; a long pause of the process closes it for good. */
  public boolean isRunning() {
    return server.getLifeCycleState().isRunning() && division.isAlive();
  }

  /** Raft's own state here, for metrics. */
  public RaftState raftState() {
    return new RaftState(
        division.role(),
        division.term(),
        division.commitIndex(),
        division.appliedIndex(),
        division.lastIndex());
  }

  /**
   * Makes another voter the leader, if this node leads.
   *
   * @return within the timeout, whether this node does not lead any more
   */
  public CompletableFuture<Boolean> leaveLeadership(long timeoutMillis) {
    if (!division.self().equals(division.leader())) {
      return CompletableFuture.completedFuture(true);
    }
    return leadership.handOverHere(null, timeoutMillis).thenApply(RaftMember::isDone);
  }

  private static boolean isDone(HandOver.Answer answer) {
    boolean done = answer.leader() != null;
    if (!done) {
      LOG.info("leadership was not handed over: {}", answer.detail());
    }
    return done;
  }

  /** Leaves the group's work to the others. Bounded; nothing is handed over. */
  @Override
  public void close() {
    stateMachine.expectClose();
    timer.shutdownNow();
    client.close();
    Thread closing =
        Thread.ofPlatform().daemon().name("tidemark-raft-close").start(this::closeRaft);
    try {
      if (!closing.join(Duration.ofMillis(CLOSE_MILLIS_MAX))) {
        LOG.warn("Raft did not close within {} ms", CLOSE_MILLIS_MAX);
      }
      book.save();
      directory.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("{} was not closed cleanly", directory.root(), e);
    }
  }

  private void closeRaft() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("the Raft server did not close cleanly", e);
    }
  }

  /** Begins to look around at intervals. */
  private void look() {
    Recurring.run(timer, "look for the leader", LOOK_MILLIS, leaders::leaderlessSinceNanos);
    Recurring.run(timer, "look for the majority", LOOK_MILLIS, majority::look);
    Recurring.run(timer, "look for silent peers", LOOK_MILLIS, connections::look);
    Recurring.run(timer, "note how far the members are", SIGHTINGS_MILLIS, sightings::look);
  }
}
