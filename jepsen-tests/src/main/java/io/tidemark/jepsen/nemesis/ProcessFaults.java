package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Processes that die, stand still, or run twice. */
final class ProcessFaults {
  private static final int TRANSFERS = 10;
  private static final long TWIN_SECONDS_MAX = 30;

  private ProcessFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("kill-leader", Need.NOTHING, (db, random) -> kill(Victims.leader(db, random))),
        new Fault(
            "kill-follower", Need.NOTHING, (db, random) -> kill(Victims.follower(db, random))),
        new Fault("kill-all", Need.NOTHING, ProcessFaults::killAll),
        new Fault("lose-quorum", Need.NOTHING, (db, random) -> loseQuorum(db, random, 20)),
        new Fault("lose-quorum-60s", Need.NOTHING, (db, random) -> loseQuorum(db, random, 60)),
        new Fault(
            "pause-leader-2s", Need.NOTHING, (db, random) -> pause(Victims.leader(db, random), 2)),
        new Fault(
            "pause-leader-15s",
            Need.NOTHING,
            (db, random) -> pause(Victims.leader(db, random), 15)),
        new Fault(
            "pause-leader-70s",
            Need.NOTHING,
            (db, random) -> pause(Victims.leader(db, random), 70)),
        new Fault(
            "pause-follower-15s",
            Need.NOTHING,
            (db, random) -> pause(Victims.follower(db, random), 15)),
        new Fault(
            "pause-follower-70s",
            Need.NOTHING,
            (db, random) -> pause(Victims.follower(db, random), 70)),
        new Fault("transfer-leader", Need.NOTHING, ProcessFaults::transferLeader),
        new Fault("rolling-restart", Need.NOTHING, ProcessFaults::rollingRestart),
        new Fault("twin", Need.NOTHING, ProcessFaults::twin));
  }

  private static Wound kill(Node victim) {
    victim.kill();
    return Wound.of(victim, Duration.ofSeconds(2), Wound::nothing);
  }

  private static Wound killAll(Db db, SplittableRandom random) {
    db.nodes().parallelStream().forEach(Node::kill);
    return Wound.of(db.nodes(), Duration.ofMillis(200), Wound::nothing);
  }

  /** What is left issues what it holds, and then says so. */
  private static Wound loseQuorum(Db db, SplittableRandom random, int seconds) {
    Node survivor = Victims.any(db.nodes(), random);
    db.others(survivor).parallelStream().forEach(Node::kill);
    return Wound.of(db.nodes(), Duration.ofSeconds(seconds), Wound::nothing);
  }

  private static Wound pause(Node victim, int seconds) {
    victim.stop();
    return Wound.of(victim, Duration.ofSeconds(seconds), victim::go);
  }

  private static Wound transferLeader(Db db, SplittableRandom random) {
    for (int i = 0; i < TRANSFERS; i++) {
      String to = Victims.any(db.nodes(), random).name();
      // That it is refused or fails now and then is no matter.
      Victims.any(db.nodes(), random)
          .client()
          .post("/v1/cluster/transfer-leader", "{\"to\":\"%s\"}".formatted(to));
    }
    return Wound.of(List.of(), Duration.ZERO, Wound::nothing);
  }

  /** One after the other, each only after the one before serves again. */
  private static Wound rollingRestart(Db db, SplittableRandom random) {
    for (Node node : db.nodes()) {
      node.terminate();
      db.start(node);
      Db.await(Db.PATIENCE, node::isReady);
    }
    return Wound.of(db.nodes(), Duration.ZERO, Wound::nothing);
  }

  /** A second process with a copy of the data: one of the two must not go on. */
  private static Wound twin(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    Path copy = victim.beside("-twin");
    try {
      Files.createDirectories(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    victim.kill();
    victim.copyTo(copy.resolve("data"));
    db.start(victim);
    Db.await(Db.PATIENCE, victim::isReady);
    Process twin = victim.startTwin(copy.resolve("data"), db.peers());
    return Wound.of(
        victim,
        Duration.ofSeconds(10),
        () -> {
          end(twin);
          Node.removeBelow(copy);
        });
  }

  private static void end(Process process) {
    process.destroyForcibly();
    try {
      if (!process.waitFor(TWIN_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the twin does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
