package io.tidemark.jepsen.nemesis;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.db.Tidemark;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Strikes, heals, sees to it that the cluster recovers, and writes down when. One fault at a time:
 * after each, every node serves again before the next.
 */
public final class Nemesis {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration CALM_SPREAD = Duration.ofSeconds(3);
  private static final int LOG_LINES = 3;

  /** After which it is worth knowing what a cluster waits for that was only to be healed. */
  private static final Duration SLOW = Duration.ofSeconds(4);

  /** The same if nodes were started. */
  private static final Duration SLOW_START = Duration.ofSeconds(15);

  private final Db db;
  private final History history;
  private final Duration calm;
  private final SplittableRandom random;

  /**
   * A nemesis.
   *
   * @param calm before each fault, at least
   * @param random from the run's seed
   */
  public Nemesis(Db db, History history, Duration calm, SplittableRandom random) {
    this.db = db;
    this.history = history;
    this.calm = calm;
    this.random = random;
  }

  /** After a calm, strikes once. False if the cluster did not recover. */
  public boolean strike(Fault fault) {
    Db.pause(calm.plusMillis(random.nextLong(CALM_SPREAD.toMillis())));
    // Whom it hurts is known only afterwards: until then it is any node.
    note("fault", describe(fault, db.everyone()));
    try {
      Fault.Wound wound = fault.blow().strike(db, random.split());
      ObjectNode wounded = describe(fault, wound.hurt());
      wound.told().forEach(wounded::put);
      long woundedNanos = System.nanoTime();
      note("wounded", wounded);
      Db.pause(wound.lasts());
      wound.heal().run();
      long healed = history.now();
      note("healed", describe(fault, wound.hurt()));
      boolean started = revive(fault, wound, woundedNanos);
      long serving = awaitAllServing(fault, started ? SLOW_START : SLOW);
      if (serving < 0) {
        note("lost", describe(fault, db.nodes().stream().filter(n -> !n.serves()).toList()));
        return false;
      }
      note(
          "recovered", describe(fault, wound.hurt()).put("millis", (serving - healed) / 1_000_000));
      return true;
    } catch (IllegalStateException e) {
      note("lost", describe(fault, db.nodes()).put("why", String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** When they do; -1 if they don't. Writes down what they wait for if it takes them long. */
  private long awaitAllServing(Fault fault, Duration slow) {
    if (db.awaitAllServing(slow)) {
      return history.now();
    }
    note("slow", describe(fault, db.nodes().stream().filter(n -> !n.serves()).toList()));
    // Beside the wait: it must not make a slow recovery slower.
    Thread writing = Thread.ofPlatform().daemon().name("states").start(this::writeStates);
    long serving = db.awaitAllServing(Db.PATIENCE) ? history.now() : -1;
    try {
      if (!writing.join(Db.PATIENCE)) {
        throw new IllegalStateException("the nodes' states can't be written down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the run was interrupted", e);
    }
    return serving;
  }

  /** Beside each node's log. */
  private void writeStates() {
    long seconds = history.now() / 1_000_000_000;
    for (Node node : db.everyone()) {
      try {
        Files.writeString(
            node.log().resolveSibling("%s-at-%d-s.txt".formatted(node.name(), seconds)),
            node.state());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void note(String f, ObjectNode value) {
    history.add(Operation.NEMESIS, Operation.Type.INFO, f, null, value);
  }

  private static ObjectNode describe(Fault fault, List<Node> nodes) {
    ObjectNode value = JSON.createObjectNode().put("name", fault.name());
    nodes.forEach(node -> value.withArray("nodes").add(node.name()));
    return value;
  }

  /**
   * Starts what is dead, as a supervisor does; takes in anew what can't be started.
   *
   * @return whether any was dead
   */
  private boolean revive(Fault fault, Fault.Wound wound, long woundedNanos) {
    boolean noticed = false;
    boolean started = false;
    for (Node node : db.nodes()) {
      boolean damaged = wound.damage() != null && wound.hurt().contains(node);
      noticed |= noteExit(fault, node, damaged, woundedNanos) && damaged;
      if (!node.isAlive()) {
        started = true;
        db.start(node);
      }
    }
    if (wound.damage() != null) {
      for (Node node : wound.hurt()) {
        Db.await(Db.PATIENCE, () -> !node.isAlive() || node.isReady() || isWaiting(node));
        if (!node.isReady()) {
          noticed = true;
          noteExit(fault, node, true, woundedNanos);
          cure(node, wound.damage());
        }
      }
      noteHit(wound, wound.damage(), noticed);
    }
    return started;
  }

  private void noteHit(Fault.Wound wound, Fault.Damage damage, boolean noticed) {
    if (damage.type() != null && wound.told().containsKey("path")) {
      note("hit", JSON.createObjectNode().put("type", damage.type()).put("noticed", noticed));
    }
  }

  /** It refused to start, so it has changed nothing: with the right bytes it goes on. */
  private void cure(Node node, Fault.Damage damage) {
    if (damage.cure() == null || node.isAlive()) {
      rejoin(node);
      return;
    }
    damage.cure().run();
    db.start(node);
  }

  /** Whether it runs and can't go on by itself: an empty node of a cluster that exists. */
  private static boolean isWaiting(Node node) {
    return node.isAlive() && isEmpty(node);
  }

  private static boolean isEmpty(Node node) {
    return !Files.exists(node.dataDir().resolve("identity"));
  }

  private void rejoin(Node node) {
    node.kill();
    node.wipe();
    Tidemark rejoin =
        Tidemark.start(db, "member", "rejoin", node.name(), "--yes", "--wait", "100s");
    db.startJoining(node);
    rejoin.requireSuccess();
    note("rejoined", JSON.createObjectNode().put("node", node.name()));
  }

  /** Whether it had ended by itself. */
  private boolean noteExit(Fault fault, Node node, boolean damaged, long woundedNanos) {
    Integer code = node.exitCode();
    boolean byItself = code != null && !node.wasEnded();
    if (byItself) {
      history.add(
          Operation.NEMESIS,
          Operation.Type.INFO,
          "exit",
          node.name(),
          JSON.createObjectNode()
              .put("code", code)
              .put("damaged", damaged)
              .put("fault", fault.name())
              .put("after_millis", (node.endedNanos() - woundedNanos) / 1_000_000)
              .put("said", lastLines(node)));
    }
    return byItself;
  }

  private static String lastLines(Node node) {
    try {
      List<String> lines = Files.readAllLines(node.log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
