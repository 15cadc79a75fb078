package io.tidemark.node.issue;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.layout.InstanceField;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.RecordedFaults;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.log.TestingTicker;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The issuing part of a registered node, over a {@link FakeLog}. */
public final class TestingNode {

  /** How long a test waits for another thread; long, because the machine may be busy. */
  private static final long WAIT_SECONDS_MAX = 60;

  static {
    Awaitility.setDefaultTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    Awaitility.setDefaultPollInterval(5, TimeUnit.MILLISECONDS);
    Awaitility.setDefaultPollDelay(0, TimeUnit.MILLISECONDS);
  }

  public final FakeLog log;
  public final TestingTicker ticker;
  public final TestingClock clock;
  public final RecordedFaults faults = new RecordedFaults();
  public final CountedMetrics metrics = new CountedMetrics();
  public final NodeLimits limits = NodeLimits.DEFAULT;
  public final LeaderSight sight;
  public final Proposer proposer;
  public final IssuingContext context;

  /** A node of a cluster of its own, of which it is the one voter. */
  public TestingNode() {
    this(new TestingTicker());
  }

  private TestingNode(TestingTicker ticker) {
    this("n1", new FakeLog(ticker, "n1"), ticker, new TestingClock());
  }

  /** A node that registers with the cluster of the log. */
  public TestingNode(String name, FakeLog log, TestingTicker ticker, TestingClock clock) {
    this.log = log;
    this.ticker = ticker;
    this.clock = clock;
    this.sight = new LeaderSight(log, limits, ticker);
    this.proposer = new Proposer(log, new NodeName(name), clock, limits, faults, 1_000);
    Outcome outcome =
        outcomeOf(
            new Command.RegisterIncarnation(
                "process of " + name, new ClusterSecret("5e".repeat(ClusterSecret.BYTES))));
    if (!(outcome instanceof Outcome.IncarnationRegistered(IncarnationNumber number, _))) {
      throw new AssertionError("not registered: " + outcome);
    }
    proposer.register(number);
    this.context =
        new IssuingContext(
            number,
            new InstanceField(new byte[InstanceField.KEY_BYTES]),
            proposer,
            sight,
            faults,
            limits,
            () -> log.store().read(view -> view.cluster().replicatedTimeMillis()),
            ticker,
            clock,
            new SequencePrinting(
                new NodeName(name),
                () -> 1,
                new SplitMixBits(7),
                () -> log.store().read(view -> Optional.ofNullable(view.cluster().secret()))),
            new PeriodClock(
                () -> log.store().read(view -> view.cluster().replicatedTimeMillis()),
                ticker,
                clock,
                limits),
            new SplitMixBits(number.value()),
            new SplitMixBits(~number.value()),
            new FailedReservations(),
            metrics);
  }

  /** Another node of the same cluster, with clocks of its own. */
  public TestingNode sibling(String name) {
    return new TestingNode(name, log.sharing(), ticker, new TestingClock());
  }

  /** Proposes a command and expects a decision within the call. */
  public Outcome outcomeOf(Command command) {
    Proposal proposal = proposer.propose(command).join();
    if (proposal instanceof Proposal.Decided decided) {
      return decided.outcome();
    }
    throw new AssertionError("not decided: " + proposal);
  }

  /** Creates or changes a namespace. */
  public NamespaceRecord put(String name, NamespaceRule rule) {
    Outcome outcome =
        outcomeOf(new Command.PutNamespace(new NamespaceName(name), rule, Precondition.none()));
    if (outcome instanceof Outcome.NamespacePut(NamespaceRecord namespace, _)) {
      return namespace;
    }
    throw new AssertionError("not put: " + outcome);
  }

  /** Creates or changes a sequence. */
  public NamespaceRecord put(String name, SequenceRule rule) {
    return put(name, NamespaceRule.of(rule));
  }

  /** The namespace as applied, or null if it does not exist. */
  public @Nullable NamespaceRecord live(NamespaceKey key) {
    List<NamespaceRecord> found = new ArrayList<>();
    log.store()
        .read(
            view -> {
              NamespaceRecord stored = view.namespaces().get(key);
              return stored != null && !stored.deleted() && found.add(stored);
            });
    return found.isEmpty() ? null : found.getFirst();
  }

  /** The key of a namespace of the default tenant. */
  public static NamespaceKey key(String name) {
    return new NamespaceKey(TenantId.DEFAULT, new NamespaceName(name));
  }

  /** The stored mark of a line. */
  public long highWaterMark(NamespaceRecord namespace) {
    LineRecord line = log.store().read(view -> view.lines().get(lineOf(namespace)));
    if (line == null) {
      throw new AssertionError("nothing reserved for " + namespace.name());
    }
    return line.highWaterMark();
  }

  /** The stored range that starts at a value. */
  public RangeRecord range(NamespaceRecord namespace, long first) {
    RangeRecord range =
        log.store().read(view -> view.ranges().get(new RangeKey(lineOf(namespace), first)));
    if (range == null) {
      throw new AssertionError("no range of %s from %d".formatted(namespace.name(), first));
    }
    return range;
  }

  private static LineKey lineOf(NamespaceRecord namespace) {
    return new LineKey(namespace.tenant(), namespace.number(), PeriodLabel.NONE);
  }

  /** Issues, with the node's own deadline; what is never answered fails the test. */
  public Answer<List<String>> issue(Issuer issuer, int count) {
    return get(issueLater(issuer, count));
  }

  /** Issues on a thread of its own. */
  public CompletableFuture<Answer<List<String>>> issueLater(Issuer issuer, int count) {
    long deadline = sight.deadlineNanos();
    return later(() -> issuer.issue(count, deadline));
  }

  /** Runs something that blocks on a thread of its own. */
  public static <T extends @Nullable Object> CompletableFuture<T> later(Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    var _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    result.complete(call.get());
                  } catch (RuntimeException | AssertionError e) {
                    result.completeExceptionally(e);
                  }
                });
    return result;
  }

  /** Waits on a thread of a test for another one. */
  public static void await(CountDownLatch latch) {
    try {
      if (!latch.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError("waited too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What another thread came to. */
  public static <T extends @Nullable Object> T get(CompletableFuture<T> later) {
    return later.orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS).join();
  }

  /** The IDs of a granted answer. */
  public static List<String> ids(@Nullable Answer<List<String>> answer) {
    if (answer instanceof Answer.Granted<List<String>>(List<String> ids)) {
      return ids;
    }
    throw new AssertionError("not granted: " + answer);
  }

  /** The one ID of a granted answer. */
  public static String id(@Nullable Answer<List<String>> answer) {
    List<String> ids = ids(answer);
    if (ids.size() != 1) {
      throw new AssertionError("not one ID: " + ids);
    }
    return ids.getFirst();
  }

  /** The problem of a denied answer. */
  public static Problem problem(@Nullable Answer<?> answer) {
    if (answer instanceof Answer.Denied<?>(Problem problem)) {
      return problem;
    }
    throw new AssertionError("not denied: " + answer);
  }
}
