package io.tidemark.tools.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Clients that ask for IDs as fast as they are answered (or {@link #paced}), each on a keep-alive
 * connection of its own, with no retry: what fails is counted and the next request is a new one.
 * Every ID is read by an independent library, must be new, and must rise on its connection.
 */
final class Load implements AutoCloseable {
  private static final int FAILURES_KEPT_MAX = 20;
  private static final int VIOLATIONS_KEPT_MAX = 20;
  private static final long RECONNECT_PAUSE_NANOS = 10_000_000;
  private static final long PACED_PAUSE_NANOS = 2_000_000;
  private static final Duration STOP_MAX =
      Duration.ofMillis(2L * Connection.READ_MILLIS_MAX + 5_000);

  private final Map<IdKind, IdSet> ids = new EnumMap<>(IdKind.class);
  private final Map<RealNode, PerNode> perNode = new ConcurrentHashMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private final long pauseNanos;
  private volatile boolean stopping;

  /** What came of the requests to one node. */
  static final class PerNode {
    private final Latencies latencies = new Latencies();
    private final AtomicLong failed = new AtomicLong();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean dying;

    Latencies latencies() {
      return latencies;
    }

    long failed() {
      return failed.get();
    }

    /** The first of them. */
    List<String> failures() {
      return failures;
    }

    private void fail(String why) {
      if (failed.incrementAndGet() <= FAILURES_KEPT_MAX) {
        failures.add(why);
      }
    }
  }

  Load() {
    this(0);
  }

  private Load(long pauseNanos) {
    this.pauseNanos = pauseNanos;
    for (IdKind kind : IdKind.values()) {
      ids.put(kind, new IdSet());
    }
  }

  /**
   * Clients that pause between requests, some hundred a second each: for tests in which processes
   * start meanwhile, which would else take turns with the load.
   */
  static Load paced() {
    return new Load(PACED_PAUSE_NANOS);
  }

  /** Adds clients that ask for one ID at a time. */
  Load singles(RealNode node, IdKind kind, int connections) {
    return clients(node, kind, connections, kind.one(), Long.MAX_VALUE);
  }

  /** Adds clients that ask for many at a time, until so many were received of this kind. */
  Load batches(RealNode node, IdKind kind, int connections, int count, long idsMax) {
    return clients(node, kind, connections, kind.many(count), idsMax);
  }

  /** Adds clients that ask for one at a time, until so many were received of this kind. */
  Load singles(RealNode node, IdKind kind, int connections, long idsMax) {
    return clients(node, kind, connections, kind.one(), idsMax);
  }

  private Load clients(RealNode node, IdKind kind, int connections, String body, long idsMax) {
    PerNode counts = perNode.computeIfAbsent(node, n -> new PerNode());
    byte[] request = Connection.request("POST", "/generate", Map.of("Accept", "text/plain"), body);
    for (int i = 0; i < connections; i++) {
      clients.add(
          Thread.ofVirtual()
              .name("load-%s-%s-%d".formatted(node, kind, i))
              .unstarted(() -> new Client(node, kind, counts, request, idsMax).run()));
    }
    return this;
  }

  /** Starts the clients that were added since the last call. */
  Load start() {
    clients.stream().filter(client -> client.getState() == Thread.State.NEW).forEach(Thread::start);
    return this;
  }

  /** From now on a broken connection to this node ends its client and is no failure. */
  void expectDeath(RealNode node) {
    of(node).dying = true;
  }

  /** The opposite of {@link #expectDeath}. */
  void expectLife(RealNode node) {
    of(node).dying = false;
  }

  /** The largest number among the IDs of a kind; -1 if there is none. */
  long largest(IdKind kind) {
    return ids(kind).largestLow();
  }

  PerNode of(RealNode node) {
    return perNode.computeIfAbsent(node, n -> new PerNode());
  }

  IdSet ids(IdKind kind) {
    return ids.computeIfAbsent(kind, k -> new IdSet());
  }

  /** What must never happen: repeated, malformed, falling IDs. */
  List<String> violations() {
    return violations;
  }

  private void violate(String what) {
    if (violations.size() < VIOLATIONS_KEPT_MAX) {
      violations.add(what);
    }
  }

  /** Waits until the clients have done what they were bounded to. */
  void awaitDone(Duration atMost) {
    Awaitility.await("clients done")
        .atMost(atMost)
        .until(() -> clients.stream().noneMatch(Thread::isAlive));
  }

  /** Waits until so many requests more were answered by a node. */
  void awaitMore(RealNode node, int answers) {
    int target = of(node).latencies.count() + answers;
    Awaitility.await("%d more answers of %s".formatted(answers, node))
        .atMost(RealCluster.PATIENCE)
        .until(() -> of(node).latencies.count() >= target);
  }

  /** Stops all clients and waits for them. */
  void stop() {
    stopping = true;
    awaitDone(STOP_MAX);
    clients.clear();
    stopping = false;
  }

  @Override
  public void close() {
    stop();
  }

  private final class Client {
    private final RealNode node;
    private final IdKind kind;
    private final PerNode counts;
    private final byte[] request;
    private final long idsMax;
    private IdKind.Bits last = new IdKind.Bits(0, 0);

    Client(RealNode node, IdKind kind, PerNode counts, byte[] request, long idsMax) {
      this.node = node;
      this.kind = kind;
      this.counts = counts;
      this.request = request;
      this.idsMax = idsMax;
    }

    void run() {
      while (goesOn()) {
        try (Connection connection = Connection.open(node.httpPort())) {
          while (goesOn()) {
            exchange(connection);
            LockSupport.parkNanos(pauseNanos);
          }
        } catch (IOException e) {
          if (counts.dying) {
            return;
          }
          counts.fail(kind + ": " + e);
          LockSupport.parkNanos(RECONNECT_PAUSE_NANOS);
        }
      }
    }

    private boolean goesOn() {
      return !stopping && ids(kind).size() < idsMax;
    }

    private void exchange(Connection connection) throws IOException {
      long asked = System.nanoTime();
      Answer answer = connection.send(request);
      if (answer.ok()) {
        counts.latencies.add(System.nanoTime() - asked);
        answer.body().lines().forEach(this::take);
      } else if (counts.dying) {
        LockSupport.parkNanos(RECONNECT_PAUSE_NANOS);
      } else {
        counts.fail("%s: %d %s".formatted(kind, answer.status(), answer.body()));
      }
    }

    private void take(String id) {
      try {
        IdKind.Bits bits = kind.bits(id);
        if (!ids(kind).add(bits.high(), bits.low())) {
          violate("%s issued %s %s again".formatted(node, kind, id));
        }
        if (kind.rises() && bits.compareTo(last) <= 0) {
          violate("%s issued %s %s after a larger one".formatted(node, kind, id));
        }
        last = bits;
      } catch (AssertionError e) {
        violate(String.valueOf(e.getMessage()));
      }
    }
  }
}
