package io.tidemark.tools.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients behind a balancer: what one node does not answer with an ID, the next one is asked at
 * once. A request has failed only if no node served it. Every ID must be new.
 */
final class BalancedLoad implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int KEPT_MAX = 20;

  private final List<RealNode> nodes;
  private final Map<IdKind, IdSet> ids = new EnumMap<>(IdKind.class);
  private final List<Thread> clients = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> repeated = new CopyOnWriteArrayList<>();
  private final AtomicLong served = new AtomicLong();
  private volatile boolean stopping;

  BalancedLoad(List<RealNode> nodes, IdKind... kinds) {
    this.nodes = List.copyOf(nodes);
    for (IdKind kind : kinds) {
      ids.put(kind, new IdSet());
    }
    for (int first = 0; first < nodes.size(); first++) {
      int from = first;
      ids.forEach(
          (kind, seen) ->
              clients.add(Thread.ofVirtual().name("balanced").start(() -> run(kind, seen, from))));
    }
  }

  private void run(IdKind kind, IdSet seen, int from) {
    while (!stopping) {
      request(kind, seen, from);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void request(IdKind kind, IdSet seen, int from) {
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      RealNode node = nodes.get((from + i) % nodes.size());
      try {
        Answer answer = node.tryCall("POST", "/generate", Map.of(), kind.one());
        if (answer.ok()) {
          take(kind, seen, answer.json().path("id").asText());
          return;
        }
        reasons.add("%s: %s".formatted(node, answer));
      } catch (IOException e) {
        reasons.add("%s: %s".formatted(node, e));
      }
    }
    keep(failures, "%s %s".formatted(kind, reasons));
  }

  private void take(IdKind kind, IdSet seen, String id) {
    served.incrementAndGet();
    IdKind.Bits bits = kind.bits(id);
    if (!seen.add(bits.high(), bits.low())) {
      keep(repeated, "%s %s".formatted(kind, id));
    }
  }

  private static void keep(List<String> list, String line) {
    if (list.size() < KEPT_MAX) {
      list.add(line);
    }
  }

  /** How many requests were served. */
  long served() {
    return served.get();
  }

  /** The first of the requests that no node served. */
  List<String> failures() {
    return failures;
  }

  /** The first of the IDs that came twice. */
  List<String> repeated() {
    return repeated;
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends; what was counted stays. */
  void stop() {
    stopping = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
