package io.tidemark.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.core.TenantId;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.member.MemberPorts;
import io.tidemark.node.member.MemberStart;
import io.tidemark.node.member.RaftMember;
import io.tidemark.node.member.SelfReport;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.Vitals;
import io.tidemark.node.schedule.Recurring;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.NodeServices;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import io.tidemark.store.LmdbStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running member. {@link #run} takes it from a configuration to serving:
 *
 * <ol>
 *   <li>{@link MemberStart} takes the port and the directory, forms a cluster or checks the
 *       directory's past, and starts Raft: a {@link RaftMember}.
 *   <li>{@link Serving} registers this process as the node's incarnation and opens for requests.
 *   <li>{@link #drain} gives back what is held, hands over leadership and closes.
 * </ol>
 *
 * <p>Until it serves, it answers every request with a problem that says what it waits for. Safe for
 * use by many threads.
 */
public final class Node implements NodeServices {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private static final long TRANSFER_MILLIS_MAX = 2_000;

  /** Between two looks at how much room there is; peers are told what was seen last. */
  private static final long ROOM_MILLIS = 5_000;

  /** The state's limit of rows is reached, and refused by value, long before the store is full. */
  private static final long STORE_BYTES_MAX = LmdbStore.mapBytesFor(ClusterRecord.ROWS_MAX_DEFAULT);

  private final NodeConfig config;
  private final MeterRegistry registry;
  private final FaultHandler faults;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final AppliedWatch applied = new AppliedWatch();
  private final LiveMap map = new LiveMap(STORE_BYTES_MAX);
  private final ScheduledExecutorService scheduler;
  private final ScheduledExecutorService dutyThread;
  private volatile String progress = "starting";
  private volatile boolean draining;
  private volatile Room room = Room.UNKNOWN;
  private volatile @Nullable RaftMember member;
  private volatile @Nullable Serving serving;
  private volatile @Nullable DutyDesk duty;

  /**
   * A node that does nothing yet.
   *
   * @param registry where the node's meters go
   * @param faults stops the process
   * @param wall wall clock
   * @param nanos elapsed time, sleep of the machine included: {@link ElapsedTime}
   */
  public Node(
      NodeConfig config,
      MeterRegistry registry,
      FaultHandler faults,
      InstantSource wall,
      LongSupplier nanos) {
    this.config = config;
    this.registry = registry;
    this.faults = faults;
    this.wall = wall;
    this.nanos = nanos;
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-node").factory());
    this.dutyThread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-duty").factory());
  }

  /**
   * Starts the member and begins to serve. Waits for peers as long as it takes; interrupt the
   * thread to give up.
   *
   * @throws StartRefusedException if this node must not start; nothing on disk was changed then
   */
  public void run() throws StartRefusedException, InterruptedException {
    MemberPorts ports =
        new MemberPorts(
            map,
            faults,
            applied,
            new RaftEventMeters(registry),
            new Report(),
            new OwnDuty(),
            nanos,
            new SecureRandom());
    VitalsMeters.register(registry, ports.self()::vitals);
    RaftMember started = new MemberStart(config, ports, this::waiting).run();
    member = started;
    progress = "registering";
    Serving begun =
        new Serving(
            config,
            started,
            started.peers(),
            started.roster(),
            started::read,
            applied,
            registry,
            faults,
            wall,
            nanos,
            scheduler,
            started.processNonce());
    RaftMeters.register(registry, started, config.name(), wall);
    serving = begun;
    DutyDesk desk = new DutyDesk(config, begun, started, started.peers(), dutyThread);
    desk.start();
    duty = desk;
    Recurring.run(
        dutyThread,
        "look how full the disk is",
        ROOM_MILLIS,
        () -> room = Room.of(config.dataDir(), map));
    begun.start(number -> registered(started, number));
  }

  /**
   * Stops gracefully: no new requests, holdings given back, leadership handed over. Bounded by the
   * configuration's {@code drainMillisMax}.
   *
   * @return whether all of that was done
   */
  public boolean drain() {
    draining = true;
    dutyThread.shutdownNow();
    boolean done = true;
    try {
      Serving open = serving;
      if (open != null) {
        done = open.drain(config.limits().requestMillisMax());
      }
      RaftMember running = member;
      if (running != null) {
        boolean handedOver = running.leaveLeadership(TRANSFER_MILLIS_MAX).join();
        LOG.info("node {} is drained{}", config.name(), handedOver ? "" : ", but still leads");
        running.close();
      }
      return done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      scheduler.shutdownNow();
    }
  }

  @Override
  public NodeName self() {
    return config.name();
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(IssueRequest request, IdText text) {
    Serving open = serving;
    return open == null ? Answer.denied(notReady()) : open.issuing().tryIssue(request, text);
  }

  @Override
  public Answer<List<String>> issue(IssueRequest request) {
    return served(open -> open.issuing().issue(request));
  }

  @Override
  public Answer<Change> put(
      RequestContext context, NamespaceName name, NamespaceRule rule, Precondition precondition) {
    return served(open -> open.namespaces().put(context, name, rule, precondition));
  }

  @Override
  public Answer<Change> delete(
      RequestContext context, NamespaceName name, Precondition precondition) {
    return served(open -> open.namespaces().delete(context, name, precondition));
  }

  @Override
  public Answer<Raised> raise(
      RequestContext context, NamespaceName name, Optional<String> period, long to) {
    return served(open -> open.namespaces().raise(context, name, period, to));
  }

  @Override
  public Answer<Preview> preview(
      TenantId tenant, NamespaceName name, Optional<NamespaceRule> rule) {
    return served(open -> open.namespaces().preview(tenant, name, rule));
  }

  @Override
  public Answer<Listed> get(TenantId tenant, NamespaceName name, Consistency consistency) {
    return served(open -> open.namespaces().get(tenant, name, consistency));
  }

  @Override
  public Answer<Page> list(
      TenantId tenant, int limit, Optional<String> pageToken, Consistency consistency) {
    return served(open -> open.namespaces().list(tenant, limit, pageToken, consistency));
  }

  @Override
  public Answer<List<Reading>> decode(
      TenantId tenant, String id, Optional<NamespaceName> namespace) {
    return served(open -> open.decoding().decode(tenant, id, namespace));
  }

  @Override
  public Answer<Commit> commit(RequestContext context) {
    return served(open -> open.operations().commit(context));
  }

  @Override
  public Answer<Transfer> transferLeadership(Optional<NodeName> to) {
    return served(open -> open.operations().transferLeadership(to));
  }

  @Override
  public Answer<Changed> change(MemberChange change) {
    return served(open -> open.membership().change(change));
  }

  @Override
  public Answer<DutyChange> drain(NodeName target, boolean drained, boolean force) {
    return served(open -> open.operations().drain(target, drained, force));
  }

  @Override
  public Answer<Snapshot> takeSnapshot(NodeName target) {
    return served(open -> open.operations().takeSnapshot(target));
  }

  @Override
  public Answer<Backup> backup() {
    return served(open -> open.backups().backup());
  }

  @Override
  public Overview overview() {
    return ClusterDesk.overview(config, member, trouble(), wall.millis());
  }

  @Override
  public Health health() {
    return ClusterDesk.health(member, trouble());
  }

  private <T> Answer<T> served(Function<Serving, Answer<T>> call) {
    Serving open = serving;
    if (draining) {
      return Answer.denied(
          Problem.unavailable(Problem.Code.DRAINING, "the node is stopping; ask another one"));
    }
    return open == null ? Answer.denied(notReady()) : call.apply(open);
  }

  private Problem notReady() {
    return Problem.unavailable(
        Problem.Code.NOT_READY, "node %s is not ready: %s".formatted(config.name(), trouble()));
  }

  /** Why this node can't issue; empty if it can. */
  private String trouble() {
    if (isDraining()) {
      return "draining";
    }
    RaftMember running = member;
    if (running != null && running.isJoining()) {
      return "it is admitted to the cluster and not added yet; run: tidemark member add %s %s"
          .formatted(config.name(), config.peers().get(config.name()));
    }
    Serving open = serving;
    return open == null ? progress : open.trouble();
  }

  /** Whether this node is stopping, or was taken off duty. */
  private boolean isDraining() {
    DutyDesk desk = duty;
    return draining || (desk != null && desk.isOff());
  }

  private void waiting(String reason) {
    if (!reason.equals(progress)) {
      LOG.info("{}", reason);
      progress = reason;
    }
  }

  private void registered(RaftMember started, IncarnationNumber number) {
    try {
      started.registered(number);
      LOG.info("node {} serves as incarnation {}", config.name(), number);
    } catch (IOException e) {
      faults.halt(new Fault(Fault.Cause.LOG_FAILED, "the identity file can't be written", e));
    }
  }

  /** What this node says of itself to its peers. */
  private final class Report implements SelfReport {

    @Override
    public String version() {
      return Build.current().version();
    }

    @Override
    public String trouble() {
      return Node.this.trouble();
    }

    @Override
    public long clockMillis() {
      return wall.millis();
    }

    @Override
    public Vitals vitals() {
      Room known = room;
      return new Vitals(
          isDraining(),
          known.diskUsableBytes(),
          known.diskTotalBytes(),
          known.mapUsedBytes(),
          known.mapBytes());
    }
  }

  /** What peers ask of this node's duty, also before and after it serves. */
  private final class OwnDuty implements Duty {

    @Override
    public CompletableFuture<Result> leave(boolean force) {
      return asked(desk -> desk.leave(force));
    }

    @Override
    public CompletableFuture<Result> resume() {
      return asked(Duty::resume);
    }

    private CompletableFuture<Result> asked(Function<Duty, CompletableFuture<Result>> change) {
      DutyDesk desk = duty;
      String state = draining ? "stopping" : "starting";
      return draining || desk == null
          ? CompletableFuture.completedFuture(
              Result.refused(Duty.Verdict.NOT_SERVING, "%s is %s".formatted(config.name(), state)))
          : change.apply(desk);
    }
  }
}
