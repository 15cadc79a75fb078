package io.tidemark.jepsen.nemesis;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import java.io.IOException;
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
  private static final Duration CALM_MIN = Duration.ofSeconds(2);
  private static final Duration CALM_MAX = Duration.ofSeconds(5);
  private static final int LOG_LINES = 3;

  private final Db db;
  private final History history;
  private final SplittableRandom random;

  /**
   * A nemesis.
   *
   * @param random from the run's seed
   */
  public Nemesis(Db db, History history, SplittableRandom random) {
    this.db = db;
    this.history = history;
    this.random = random;
  }

  /** After a calm, strikes once. False if the cluster did not recover. */
  public boolean strike(Fault fault) {
    Db.pause(Duration.ofMillis(random.nextLong(CALM_MIN.toMillis(), CALM_MAX.toMillis())));
    // Whom it hurts is known only afterwards: until then it is any node.
    note("fault", describe(fault, db.everyone()));
    try {
      Fault.Wound wound = fault.blow().strike(db, random.split());
      note("wounded", describe(fault, wound.hurt()));
      Db.pause(wound.lasts());
      wound.heal().run();
      long healed = history.now();
      note("healed", describe(fault, wound.hurt()));
      revive(wound);
      if (!db.awaitAllServing(Db.PATIENCE)) {
        note("lost", describe(fault, db.nodes().stream().filter(n -> !n.serves()).toList()));
        return false;
      }
      note(
          "recovered",
          describe(fault, wound.hurt()).put("millis", (history.now() - healed) / 1_000_000));
      return true;
    } catch (IllegalStateException e) {
      note("lost", describe(fault, db.nodes()).put("why", String.valueOf(e.getMessage())));
      return false;
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

  /** Starts what is dead, as a supervisor does; takes in anew what can't be started. */
  private void revive(Fault.Wound wound) {
    for (Node node : db.nodes()) {
      noteExit(node, wound.damaged() && wound.hurt().contains(node));
      if (!node.isAlive()) {
        db.start(node);
      }
    }
    if (wound.damaged()) {
      for (Node node : wound.hurt()) {
        Db.await(Db.PATIENCE, () -> !node.isAlive() || node.isReady() || isWaiting(node));
        if (!node.isReady()) {
          noteExit(node, true);
          rejoin(node);
        }
      }
    }
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

  private void noteExit(Node node, boolean damaged) {
    Integer code = node.exitCode();
    if (code != null && !node.wasEnded()) {
      history.add(
          Operation.NEMESIS,
          Operation.Type.INFO,
          "exit",
          node.name(),
          JSON.createObjectNode()
              .put("code", code)
              .put("damaged", damaged)
              .put("said", lastLines(node)));
    }
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
