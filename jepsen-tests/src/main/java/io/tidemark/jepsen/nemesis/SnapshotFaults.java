package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Nodes that are behind a log that was shortened, or die while a snapshot is on its way. */
final class SnapshotFaults {
  private static final Duration UNTIL_PURGED = Duration.ofSeconds(60);
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(20);
  private static final long MICROS_AFTER_MAX = 3_000;
  private static final String BORN = "creationTime";

  private SnapshotFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("behind-purged-log", Need.NOTHING, SnapshotFaults::behind),
        new Fault("kill-snapshot-take", Need.NOTHING, (db, random) -> take(db, random, "outgoing")),
        new Fault(
            "kill-snapshot-rename", Need.NOTHING, (db, random) -> take(db, random, "snapshots")),
        new Fault(
            "kill-snapshot-install",
            Need.NOTHING,
            (db, random) -> install(db, random, "incoming", "")),
        new Fault(
            "kill-install-rename",
            Need.NOTHING,
            (db, random) -> install(db, random, "", "snapshots")));
  }

  /** It comes back when the others have dropped what it lacks, and is sent a snapshot. */
  private static Wound behind(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    boolean behind = fallBehind(db, victim);
    return Wound.of(victim, Duration.ZERO, Wound::nothing).telling("behind", behind);
  }

  private static boolean fallBehind(Db db, Node victim) {
    victim.kill();
    List<Node> others = db.others(victim);
    long last =
        others.stream()
            .flatMap(
                node ->
                    node
                        .client()
                        .get("/v1/cluster?consistency=local")
                        .body()
                        .path("members")
                        .findValues("applied_index")
                        .stream())
            .mapToLong(index -> index.asLong())
            .max()
            .orElse(Long.MAX_VALUE);
    return Db.await(
        UNTIL_PURGED,
        () -> {
          // Each of these is an entry of the log.
          others.forEach(
              node ->
                  node.client().post("/generate", "{\"namespace\":\"%s\"}".formatted(Node.PROBE)));
          return others.stream().allMatch(node -> DataFiles.logStart(node) > last);
        });
  }

  /** It is told to take a snapshot, and dies when something shows in a directory. */
  private static Wound take(Db db, SplittableRandom random, String directory) {
    Node victim = Victims.any(db.nodes(), random);
    long after = random.nextLong(MICROS_AFTER_MAX);
    try (WatchService watch = victim.dataDir().getFileSystem().newWatchService()) {
      replica(victim).resolve(directory).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Thread.ofVirtual()
          .start(
              () ->
                  victim
                      .client()
                      .post("/v1/cluster/members/%s/snapshot".formatted(victim.name()), ""));
      return killed(victim, sawAny(watch, ""), after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It is sent a snapshot, and dies when something shows where that is put. */
  private static Wound install(Db db, SplittableRandom random, String directory, String name) {
    Node victim = Victims.follower(db, random);
    long after = random.nextLong(MICROS_AFTER_MAX);
    fallBehind(db, victim);
    Path watched = replica(victim).resolve(directory);
    try (WatchService watch = victim.dataDir().getFileSystem().newWatchService()) {
      // A start makes the directory of what comes in anew: from then on it is watched.
      Object before = Files.getAttribute(watched, BORN);
      db.start(victim);
      if (!directory.isEmpty()) {
        Db.await(UNTIL_SEEN, () -> isAnother(watched, before));
      }
      watched.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      return killed(victim, sawAny(watch, name), after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By its birth: numbers of inodes are used again at once. */
  private static boolean isAnother(Path directory, Object born) {
    try {
      return !Files.getAttribute(directory, BORN).equals(born);
    } catch (IOException e) {
      return false; // It is being replaced.
    }
  }

  private static Path replica(Node node) {
    return node.dataDir().resolve("replica");
  }

  private static Wound killed(Node victim, boolean seen, long afterMicros) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(afterMicros));
    victim.kill();
    return Wound.of(victim, Duration.ZERO, Wound::nothing).telling("seen", seen);
  }

  private static boolean sawAny(WatchService watch, String name) {
    long deadline = System.nanoTime() + UNTIL_SEEN.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        WatchKey key = watch.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (key == null) {
          return false;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
          if (String.valueOf(event.context()).startsWith(name)) {
            return true;
          }
        }
        key.reset();
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
