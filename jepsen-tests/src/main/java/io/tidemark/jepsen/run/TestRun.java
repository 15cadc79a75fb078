package io.tidemark.jepsen.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.client.Reply;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.DbPlan;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import io.tidemark.jepsen.nemesis.Fault;
import io.tidemark.jepsen.nemesis.Nemesis;
import io.tidemark.jepsen.workload.Session;
import io.tidemark.jepsen.workload.Workload;
import io.tidemark.jepsen.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A test from its plan to its verdicts: set up, ask and hurt, look at what is left, judge. */
public final class TestRun {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration REGISTRY_EVERY = Duration.ofSeconds(5);
  private static final int SAME_INDEX_TRIES = 40;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long PAUSE_NANOS_MAX = 20_000_000L;

  /** So small that a minute shortens the log and sends snapshots to who is behind. */
  private static final List<String> FLAGS =
      List.of(
          "--limit",
          "snapshot_entries=150",
          "--limit",
          "log_kept_entries=50",
          "--limit",
          "log_segment_bytes=16384");

  private static final int DISK_MEBIBYTES = 192;

  /** The operator's first process, above all clients' for a long time. */
  private static final int OPERATOR = 1 << 30;

  private static final int OPERATOR_STEP = 1;
  private static final Duration OPERATOR_PAUSE = Duration.ofSeconds(2);

  private final TestPlan plan;
  private final Path directory;
  private final SplittableRandom random;
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean asking = true;
  private volatile boolean reading = true;

  private TestRun(TestPlan plan, Path directory) {
    this.plan = plan;
    this.directory = directory;
    this.random = new SplittableRandom(plan.seed());
  }

  /**
   * Runs a test.
   *
   * @param directory a new one, for everything that is found out
   * @return what each checker says
   */
  public static List<Verdict> run(TestPlan plan, Path directory) throws IOException {
    Files.createDirectories(directory);
    TestRun run = new TestRun(plan, directory);
    try (History history = History.begin(directory, System::nanoTime)) {
      run.happen(history);
    }
    return Judgement.pass(directory, plan.workload(), plan.faultsText(), plan.seed());
  }

  private void happen(History history) throws IOException {
    Workload workload = Workloads.of(plan.workload());
    try (Db db = Db.setUp(dbPlan(), directory)) {
      db.startAll();
      require(db.awaitAllReady(Db.PATIENCE), "the cluster did not come up");
      put(db, new Workload.Rule(Node.PROBE, "{\"kind\":\"sequence\",\"mode\":\"monotonic\"}"));
      workload.namespaces().forEach(rule -> put(db, rule));
      require(db.awaitAllServing(Db.PATIENCE), "the cluster does not serve");
      history.add(
          Operation.NEMESIS,
          Operation.Type.INFO,
          "begin",
          null,
          JSON.createObjectNode().put("wall_millis", System.currentTimeMillis()));
      Registry registry = new Registry(history, directory, plan.voters());
      try {
        startClients(db, history, workload);
        startOperator(db, history, workload.operator());
        Thread reader = startReader(db, registry);
        hurt(db, history);
        asking = false;
        join(clients);
        reading = false;
        join(List.of(reader));
        lookAtTheEnd(db, history, registry);
      } finally {
        asking = false;
        reading = false;
      }
    }
  }

  private static void put(Db db, Workload.Rule rule) {
    Reply put =
        db.nodes().getFirst().client().put("/v1/namespaces/" + rule.name(), rule.body(), null);
    require(put.isOk(), "namespace %s was not made: %s".formatted(rule.name(), put));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private DbPlan dbPlan() {
    return new DbPlan(
        plan.distribution(),
        plan.voters(),
        Math.max(plan.needs(Fault.Need.SPARE) ? 1 : 0, Workloads.of(plan.workload()).spares()),
        FLAGS,
        plan.needs(Fault.Need.CLOCKS),
        plan.needs(Fault.Need.DISKS) ? DISK_MEBIBYTES : 0,
        plan.needs(Fault.Need.POWER),
        plan.mutant());
  }

  // ---- Clients ----

  private void startClients(Db db, History history, Workload workload) {
    int all = db.nodes().size() * plan.sessionsPerNode();
    for (int i = 0; i < all; i++) {
      Node node = db.nodes().get(i % db.nodes().size());
      Node elsewhere = db.nodes().get((i + 1) % db.nodes().size());
      Session session = new Session(history, node, elsewhere, random.split(), i, all);
      clients.add(Thread.ofVirtual().name("client-" + i).start(() -> ask(workload, session)));
    }
  }

  private void startOperator(Db db, History history, Workload.@Nullable Operator operator) {
    if (operator == null) {
      return;
    }
    List<Node> nodes = db.nodes();
    Session session =
        new Session(
            history, nodes.getFirst(), nodes.getLast(), random.split(), OPERATOR, OPERATOR_STEP);
    clients.add(
        Thread.ofVirtual()
            .name("operator")
            .start(
                () -> {
                  while (asking) {
                    operator.operate(db, session);
                    Db.pause(OPERATOR_PAUSE);
                  }
                }));
  }

  private void ask(Workload workload, Session session) {
    long everyNanos = (long) (NANOS_PER_SECOND / plan.rate());
    long next = System.nanoTime();
    while (asking) {
      workload.step(session);
      next = Math.max(next + everyNanos, System.nanoTime() - everyNanos);
      for (long now = System.nanoTime(); asking && now < next; now = System.nanoTime()) {
        LockSupport.parkNanos(Math.min(next - now, PAUSE_NANOS_MAX));
      }
    }
  }

  /** Copies what is on record, as a client of its own. */
  private Thread startReader(Db db, Registry registry) {
    SplittableRandom choice = random.split();
    int process = Integer.MAX_VALUE; // Never a session's.
    return Thread.ofVirtual()
        .name("registry")
        .start(
            () -> {
              while (reading) {
                registry.read(db.nodes().get(choice.nextInt(plan.voters())), process);
                long until = System.nanoTime() + REGISTRY_EVERY.toNanos();
                while (reading && System.nanoTime() < until) {
                  LockSupport.parkNanos(PAUSE_NANOS_MAX);
                }
              }
            });
  }

  private static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        if (!thread.join(Db.PATIENCE)) {
          throw new IllegalStateException(thread.getName() + " does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  // ---- Faults ----

  private void hurt(Db db, History history) {
    Nemesis nemesis = new Nemesis(db, history, plan.calm(), random.split());
    SplittableRandom choice = random.split();
    long end = System.nanoTime() + plan.lasts().toNanos();
    boolean whole = true;
    for (int i = 0; whole && i < plan.faultsMax() && System.nanoTime() < end; i++) {
      if (plan.faults().isEmpty()) {
        break;
      }
      int which = plan.inOrder() ? i % plan.faults().size() : choice.nextInt(plan.faults().size());
      Fault fault = plan.faults().get(which);
      System.out.printf("%5.0f s  %s%n", history.now() / 1e9, fault.name());
      whole = nemesis.strike(fault);
    }
    while (whole && plan.faults().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS_MAX);
    }
  }

  // ---- The end ----

  private void lookAtTheEnd(Db db, History history, Registry registry) {
    for (Node node : db.nodes()) {
      history.add(
          Integer.MAX_VALUE,
          Operation.Type.OK,
          "disk",
          node.name(),
          JSON.createObjectNode().put("bytes", node.bytesOnDisk()));
    }
    // An idle cluster still commits now and then, so it takes a few looks to see all at one index.
    for (int i = 0; i < SAME_INDEX_TRIES && !areAtOneIndex(db); i++) {
      Db.pause(Duration.ofMillis(250));
    }
    for (int i = 0; i < SAME_INDEX_TRIES; i++) {
      long before = highestIndex(db);
      boolean all = db.nodes().stream().allMatch(node -> registry.read(node, Integer.MAX_VALUE));
      if (all && before == highestIndex(db)) {
        return;
      }
    }
  }

  private static boolean areAtOneIndex(Db db) {
    return indexes(db).distinct().count() == 1;
  }

  private static long highestIndex(Db db) {
    return indexes(db).max().orElse(-1);
  }

  private static java.util.stream.LongStream indexes(Db db) {
    return db.nodes().stream()
        .map(node -> node.client().get("/v1/cluster?consistency=local").body().path("members"))
        .flatMap(members -> java.util.stream.StreamSupport.stream(members.spliterator(), false))
        .mapToLong(member -> member.path("applied_index").asLong(-1));
  }
}
