package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.client.Reply;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Damage;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import io.tidemark.jepsen.os.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Disks that are full, empty, or of another time. */
final class DiskFaults {
  private static final Duration FULL = Duration.ofSeconds(10);
  private static final Duration AGE = Duration.ofSeconds(10);
  private static final Duration WITHOUT_TWO = Duration.ofSeconds(15);

  private DiskFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("disk-full", Need.DISKS, DiskFaults::full),
        new Fault("disk-full-at-start", Need.DISKS, DiskFaults::fullAtStart),
        new Fault("lose-snapshots", Need.REJOIN, DiskFaults::loseSnapshots),
        new Fault("wipe-follower", Need.REJOIN, DiskFaults::wipe),
        new Fault("older-disk", Need.REJOIN, DiskFaults::older),
        new Fault("wipe-two", Need.REWIND, DiskFaults::wipeTwo),
        new Fault("power-cut", Need.POWER, DiskFaults::powerCut),
        new Fault("power-cut-all", Need.POWER, DiskFaults::powerCutAll));
  }

  private static Wound full(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    victim.disk().fillUpTo(0);
    return Wound.of(victim, FULL, victim.disk()::free);
  }

  /** It starts where there is no space left. */
  private static Wound fullAtStart(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    victim.kill();
    victim.disk().fillUpTo(0);
    db.start(victim);
    return Wound.ofFiles(victim, FULL, victim.disk()::free, Damage.WITHOUT_CURE);
  }

  /** All its snapshots are gone, and so is what its log no longer holds. */
  private static Wound loseSnapshots(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    victim.kill();
    try {
      for (Path snapshot : DataFiles.snapshots(victim)) {
        Files.delete(snapshot);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Wound.ofFiles(victim, Duration.ZERO, Wound::nothing, Damage.WITHOUT_CURE);
  }

  /** It comes back empty, and is taken in again as the operator's guide says. */
  private static Wound wipe(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    victim.kill();
    victim.wipe();
    return Wound.ofFiles(victim, Duration.ZERO, Wound::nothing, Damage.WITHOUT_CURE);
  }

  /** Its disk goes back to what it was a while ago. */
  private static Wound older(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    Path copy = victim.beside("-older");
    victim.kill();
    victim.copyTo(copy);
    db.start(victim);
    Db.await(Db.PATIENCE, victim::isReady);
    Db.pause(AGE);
    victim.kill();
    victim.wipe();
    Shell.run("cp", "-a", copy + "/.", victim.dataDir().toString());
    victim.assumeForced();
    Node.remove(copy);
    return Wound.ofFiles(victim, Duration.ZERO, Wound::nothing, Damage.WITHOUT_CURE);
  }

  private static Wound powerCut(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    victim.cutPower();
    return Wound.of(victim, Duration.ZERO, Wound::nothing);
  }

  private static Wound powerCutAll(Db db, SplittableRandom random) {
    db.nodes().parallelStream().forEach(Node::kill);
    db.nodes().forEach(Node::cutPower);
    return Wound.of(db.nodes(), Duration.ZERO, Wound::nothing);
  }

  /**
   * Two of three come back empty: they must not make a cluster of their own. Then the cluster is
   * restored from the disk that is left.
   */
  private static Wound wipeTwo(Db db, SplittableRandom random) {
    Node left = Victims.any(db.nodes(), random);
    List<Node> lost = db.others(left);
    lost.parallelStream().forEach(Node::kill);
    lost.forEach(Node::wipe);
    lost.forEach(db::start);
    return new Wound(
        db.nodes(),
        WITHOUT_TWO,
        () -> {
          for (Node node : lost) {
            if (node.isReady()) {
              throw new IllegalStateException(node + " lost its disk and issues");
            }
          }
          BackupFaults.restoreFrom(db, lastOf(left));
        },
        Damage.WITHOUT_CURE,
        Map.of());
  }

  /** What the one disk that is left says of the state: its node needs no majority to write it. */
  private static Path lastOf(Node left) {
    Reply taken = left.client().post("/v1/cluster/members/%s/snapshot".formatted(left.name()), "");
    List<Path> snapshots = DataFiles.snapshots(left);
    if (snapshots.isEmpty()) {
      throw new IllegalStateException("%s has no snapshot: %s".formatted(left, taken));
    }
    return snapshots.getLast();
  }
}
