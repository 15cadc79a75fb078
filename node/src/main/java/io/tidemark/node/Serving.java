package io.tidemark.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.core.ClusterRecord;
import io.tidemark.core.ClusterSecret;
import io.tidemark.core.FaultHandler;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.layout.InstanceField;
import io.tidemark.node.config.BackupSchedule;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.issue.FailedReservations;
import io.tidemark.node.issue.Issuers;
import io.tidemark.node.issue.IssuingContext;
import io.tidemark.node.issue.PeriodClock;
import io.tidemark.node.issue.RandomBits;
import io.tidemark.node.issue.SecureRandomBits;
import io.tidemark.node.issue.SequencePrinting;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.peer.Roster;
import io.tidemark.node.schedule.Recurring;
import io.tidemark.node.service.Namespaces.Standing;
import io.tidemark.node.service.Problem;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a node that serves requests, over a running member: from registration to the last
 * seal.
 */
final class Serving implements DutyDesk.Work {

  private static final long SWEEP_MILLIS = 10_000;

  /** For how many sequences a scrape of the metrics looks up how much is left. */
  private static final int STANDINGS_MAX = 1_000;

  private static final long REPLENISH_MILLIS = 100;
  private static final long CLOCK_LOOK_MILLIS = 200;

  /** One attempt to catch up before the node opens. */
  private static final long CATCH_UP_MILLIS_MAX = 5_000;

  private static final long CATCH_UP_RETRY_MILLIS = 50;

  /** Where copies of the state are written before they are sent. */
  private static final String BACKUP_WORK = "backup";

  private final SequencePrinting printing;
  private final NodeLimits limits;
  private final MeterRegistry registry;
  private final FaultHandler faults;
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final ScheduledExecutorService scheduler;
  private final StateReader state;
  private final AppliedWatch applied;
  private final ReplicatedLog log;
  private final LeaderSight sight;
  private final Proposer proposer;
  private final Registration registration;
  private final ClockReports clockReports;
  private final IssuingDesk issuing;
  private final NamespaceDesk namespaces;
  private final DecodingDesk decoding;
  private final OperationsDesk operations;
  private final MembershipDesk membership;
  private final BackupDesk backups;
  private final @Nullable ScheduledExecutorService backupThread;
  private volatile @Nullable Issuers issuers;

  Serving(
      NodeConfig config,
      ReplicatedLog log,
      Peers peers,
      Roster roster,
      StateReader state,
      AppliedWatch applied,
      MeterRegistry registry,
      FaultHandler faults,
      InstantSource wall,
      LongSupplier nanos,
      ScheduledExecutorService scheduler,
      String processNonce) {
    this.limits = config.limits();
    this.registry = registry;
    this.faults = faults;
    this.wall = wall;
    this.nanos = nanos;
    this.scheduler = scheduler;
    this.state = state;
    this.applied = applied;
    SecureRandom random = new SecureRandom();
    this.log = log;
    this.sight = new LeaderSight(log, limits, nanos);
    this.proposer = new Proposer(log, config.name(), wall, limits, faults, random.nextLong() >>> 2);
    this.registration =
        new Registration(proposer, scheduler, processNonce, ClusterSecret.of(drawn(random)));
    this.clockReports = new ClockReports(proposer, wall, limits);
    this.printing =
        new SequencePrinting(
            config.name(),
            () -> state.read(view -> view.cluster().epoch()),
            random::nextLong,
            () -> state.read(view -> Optional.ofNullable(view.cluster().secret())));
    this.issuing = new IssuingDesk(limits, sight, log);
    this.namespaces = new NamespaceDesk(proposer, log, peers, state, limits, sight, wall, printing);
    this.decoding = new DecodingDesk(state, sight, log, printing);
    this.membership = new MembershipDesk(roster, log, sight, nanos);
    this.operations =
        new OperationsDesk(proposer, log, peers, sight, nanos, limits.drainMillisMax());
    this.backups =
        new BackupDesk(
            state, new QuorumRead(log, sight), sight, config.dataDir().resolve(BACKUP_WORK));
    this.backupThread = scheduleBackups(config, state, backups, wall, registry);
  }

  private static byte[] drawn(SecureRandom random) {
    byte[] bytes = new byte[ClusterSecret.BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private static @Nullable ScheduledExecutorService scheduleBackups(
      NodeConfig config,
      StateReader state,
      BackupDesk desk,
      InstantSource wall,
      MeterRegistry registry) {
    BackupSchedule schedule = config.backup();
    if (schedule == null) {
      return null;
    }
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-backup").factory());
    BackupRetention files =
        new BackupRetention(
            schedule.directory(), state.read(view -> view.cluster().clusterId()), config.name());
    new ScheduledBackup(schedule, desk, files, wall, thread, registry).start();
    return thread;
  }

  IssuingDesk issuing() {
    return issuing;
  }

  NamespaceDesk namespaces() {
    return namespaces;
  }

  OperationsDesk operations() {
    return operations;
  }

  MembershipDesk membership() {
    return membership;
  }

  BackupDesk backups() {
    return backups;
  }

  DecodingDesk decoding() {
    return decoding;
  }

  /** Registers this process, for as long as it takes, then opens for requests. Never blocks. */
  void start(Consumer<IncarnationNumber> registered) {
    var _ =
        registration
            .start()
            .thenAcceptAsync(
                number -> {
                  registered.accept(number);
                  openOnceCaughtUp(number);
                },
                scheduler);
  }

  /**
   * A node that was away knows neither the namespaces nor the rules of today before it has applied
   * what was committed meanwhile; until then a balancer should send nobody here.
   */
  private void openOnceCaughtUp(IncarnationNumber number) {
    var _ =
        log.readPoint(CATCH_UP_MILLIS_MAX)
            .handle((point, thrown) -> point instanceof ReplicatedLog.ReadPoint.Reached)
            .thenAcceptAsync(
                caughtUp -> {
                  if (caughtUp) {
                    open(number);
                  } else {
                    var _ =
                        scheduler.schedule(
                            () -> openOnceCaughtUp(number),
                            CATCH_UP_RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
                  }
                },
                scheduler);
  }

  /** Why this node can't issue; empty if it can. */
  String trouble() {
    Issuers open = issuers;
    if (open == null) {
      return registration.trouble().isEmpty() ? "catching up with the log" : registration.trouble();
    }
    if (!open.timeLine().isStampable() && sight.isLost()) {
      return "no leader is in sight and nothing is held; a majority of the members is needed";
    }
    return open.timeLine().hasStarted() ? "" : "no time window is granted yet";
  }

  /**
   * Stops taking requests, lets those that wait finish, and gives back what is held. Bounded.
   *
   * @param millisMax how long the requests may take
   * @return whether they all ended in time
   */
  boolean drain(long millisMax) throws InterruptedException {
    if (backupThread != null) {
      backupThread.shutdownNow();
    }
    issuing.close(
        Problem.unavailable(Problem.Code.DRAINING, "the node is stopping; ask another one"));
    boolean quiet = issuing.awaitQuiet(millisMax);
    Issuers open = issuers;
    if (open != null) {
      open.drop();
      proposer.awaitQuiet(nanos.getAsLong() + millisMax * 1_000_000, nanos);
    }
    proposer.close();
    return quiet;
  }

  @Override
  public boolean isOpen() {
    return issuers != null;
  }

  /** All else goes on: a voter's clock is needed. */
  @Override
  public boolean pause(Problem why, long millisMax) throws InterruptedException {
    issuing.close(why);
    boolean quiet = issuing.awaitQuiet(millisMax);
    Issuers open = issuers;
    if (open != null) {
      open.burn();
    }
    return quiet;
  }

  @Override
  public void resume() {
    Issuers open = issuers;
    if (open != null) {
      issuing.open(open);
    }
  }

  private void open(IncarnationNumber number) {
    ClusterRecord cluster = state.read(view -> view.cluster());
    RandomBits quick = () -> ThreadLocalRandom.current().nextLong();
    LongSupplier replicatedMillis = () -> state.read(view -> view.cluster().replicatedTimeMillis());
    PeriodClock periodClock = new PeriodClock(replicatedMillis, nanos, wall, limits);
    IssuingContext context =
        new IssuingContext(
            number,
            new InstanceField(ClusterKey.of(cluster.lineage())),
            proposer,
            sight,
            faults,
            limits,
            replicatedMillis,
            nanos,
            wall,
            printing,
            periodClock,
            quick,
            new SecureRandomBits(),
            new FailedReservations(),
            new IssuingMeters(registry));
    Issuers opened = new Issuers(context, this::liveNamespace, cluster.replicatedTimeMillis());
    applied.watchFor(opened, clockReports);
    issuers = opened;
    registerGauges(opened, number, periodClock);
    Recurring.run(scheduler, "look at replicated time", CLOCK_LOOK_MILLIS, periodClock::look);
    Recurring.run(scheduler, "reserve again", REPLENISH_MILLIS, opened::replenish);
    clockReports.start(scheduler);
    Recurring.run(scheduler, "drop what is over", SWEEP_MILLIS, opened::sweep);
    issuing.open(opened);
  }

  private @Nullable NamespaceRecord liveNamespace(NamespaceKey key) {
    Optional<NamespaceRecord> live =
        state.read(
            view ->
                Optional.ofNullable(view.namespaces().get(key))
                    .filter(stored -> !stored.deleted()));
    return live.orElse(null);
  }

  private void registerGauges(Issuers opened, IncarnationNumber number, PeriodClock periodClock) {
    Gauge.builder("tidemark.buffer.values", opened, Issuers::sequenceValuesHeld)
        .description("Sequence values that this node could issue from memory")
        .register(registry);
    Gauge.builder(
            "tidemark.buffer.window.seconds", opened, o -> o.timeLine().headroomMillis() / 1e3)
        .description("How far the granted time window lies ahead of the clock")
        .register(registry);
    Gauge.builder("tidemark.namespaces.active", opened, Issuers::inUse)
        .description("Namespaces that this node issues for")
        .register(registry);
    Gauge.builder(
            "tidemark.layout.exhaustion.seconds",
            opened,
            o -> (o.endMillis() - wall.millis()) / 1e3)
        .description("How long the first layout of IDs in use to run out of time still has IDs")
        .register(registry);
    Gauge.builder("tidemark.sequence.left.ratio", () -> leastLeft(opened))
        .description("The smallest share of values left of any sequence that this node issues for")
        .register(registry);
    Gauge.builder("tidemark.sequence.exhaustion.seconds", () -> soonestExhaustionSeconds(opened))
        .description(
            "Until the first of these sequences is used up if it goes on as lately; infinite if"
                + " none is within its period")
        .register(registry);
    Gauge.builder("tidemark.incarnation", number, IncarnationNumber::value)
        .description("Number of this process")
        .register(registry);
    Gauge.builder("tidemark.clock.offset.seconds", periodClock, this::clockOffsetSeconds)
        .description("This node's clock minus what the clocks of a majority have reached")
        .register(registry);
  }

  private double leastLeft(Issuers opened) {
    return standings(opened).mapToDouble(Standing::leftShare).min().orElse(1);
  }

  private double soonestExhaustionSeconds(Issuers opened) {
    return standings(opened)
        .flatMap(standing -> standing.exhausted().stream())
        .mapToDouble(end -> Math.max(0, end.toEpochMilli() - wall.millis()) / 1e3)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Of some of the sequences in use; a node may issue for very many. */
  private Stream<Standing> standings(Issuers opened) {
    LineOutlook outlook = new LineOutlook(printing, wall);
    return opened.keysInUse().stream()
        .limit(STANDINGS_MAX)
        .flatMap(
            key ->
                state.read(
                    view ->
                        Optional.ofNullable(view.namespaces().get(key))
                            .flatMap(stored -> outlook.listed(view, stored).line())
                            .stream()));
  }

  private double clockOffsetSeconds(PeriodClock clock) {
    long majority = clock.majorityMillis();
    return majority == 0 ? 0 : (wall.millis() - majority) / 1e3;
  }
}
