package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The disk of one node fails: the node says so and ends, and the others go on. */
@ExtendWith(ClusterLogs.class)
final class DiskFaultIT {
  private static final long SEED = Long.getLong("tidemark.test.seed", System.nanoTime());
  private static final int FAILED = 1;
  private static final int LOG_FAILED = 70;
  private static final int SNAPSHOT_BROKEN = 72;
  private static final int STORE_FAILED = 73;

  @AutoClose private final RealCluster cluster = RealCluster.of(3);
  private final Load load = Load.paced();
  private final Random random = new Random(SEED);

  @BeforeEach
  void start() {
    cluster
        .nodes()
        .forEach(node -> node.flags().addAll(List.of("--limit", "snapshot_entries=100")));
    cluster.startAll();
    cluster.awaitAllReady();
    cluster.putNamespaces();
  }

  @AfterEach
  void nothingWasIssuedTwice() {
    load.close();
    assertEquals(List.of(), load.violations());
  }

  @Test
  void aFullDiskUnderTheLogEndsTheNodeUntilThereIsSpace() throws IOException {
    requireMounts();
    RealNode victim = follower();
    loadOthers(victim);
    victim.kill();
    try (SmallDisk disk = SmallDisk.inMemory(victim.dataDir().resolve("raft"), 24)) {
      cutPadding(victim);
      disk.fillUpTo(64 << 10);
      cluster.start(victim);
      assertEquals(LOG_FAILED, victim.process().exitCode(), victim::logText);
      assertHalt(victim, "No space left on device");
      othersServe(victim);

      disk.free();
      cluster.start(victim);
      victim.awaitReady(RealCluster.PATIENCE);
      victim.issue(IdKind.SEQUENCE);
      victim.kill();
    }
  }

  @Test
  void aFullDiskUnderTheLiveStoreEndsTheNodeUntilThereIsSpace() {
    requireMounts();
    RealNode victim = follower();
    loadOthers(victim);
    victim.kill();
    try (SmallDisk disk = SmallDisk.inMemory(victim.dataDir().resolve("replica"), 24)) {
      disk.fillUpTo(80 << 10);
      cluster.start(victim);
      assertEquals(STORE_FAILED, victim.process().exitCode(), victim::logText);
      // LMDB calls a write that the full disk takes in part only an I/O error.
      assertHalt(victim, "the live store in");
      othersServe(victim);

      disk.free();
      cluster.start(victim);
      victim.awaitReady(RealCluster.PATIENCE);
      victim.issue(IdKind.SEQUENCE);
      victim.kill();
    }
  }

  @Test
  void aDiskThatTurnsReadOnlyEndsTheNodeUntilItIsRepaired() {
    requireMounts();
    RealNode victim = follower();
    victim.kill();
    try (SmallDisk disk = SmallDisk.ext4(victim.dataDir(), 96)) {
      cluster.start(victim);
      victim.awaitReady(RealCluster.PATIENCE);
      loadOthers(victim);

      disk.fail();
      int code = victim.process().exitCode();
      assertTrue(code == LOG_FAILED || code == STORE_FAILED, victim::logText);
      assertHalt(victim, "Read-only file system");
      othersServe(victim);

      cluster.start(victim);
      assertEquals(FAILED, victim.process().exitCode(), victim::logText);
      assertTrue(lastLine(victim).contains("Read-only file system"), lastLine(victim));

      disk.repair();
      cluster.start(victim);
      victim.awaitReady(RealCluster.PATIENCE);
      victim.issue(IdKind.SEQUENCE);
      victim.kill();
    }
  }

  @Test
  void aDamagedFileIsNamedInOneLineAndWithItsExitCode() throws IOException {
    RealNode victim = follower();
    loadOthers(victim);
    Awaitility.await("a snapshot")
        .atMost(RealCluster.PATIENCE)
        .until(() -> !files(victim, "replica/snapshots/snapshot.*").isEmpty());
    victim.kill();
    damaged(victim, "raft/[^/]+/current/log_inprogress_\\d+", LOG_FAILED);
    damaged(victim, "raft/[^/]+/current/raft-meta", LOG_FAILED);
    damaged(victim, "raft/[^/]+/current/raft-meta.conf", SNAPSHOT_BROKEN);
    damaged(victim, "replica/snapshots/snapshot.*", SNAPSHOT_BROKEN);
    damaged(victim, "replica/witness", SNAPSHOT_BROKEN);
    damaged(victim, "identity", FAILED);
    damaged(victim, "sightings", FAILED);
    othersServe(victim);
    cluster.start(victim);
    victim.awaitReady(RealCluster.PATIENCE);
    victim.issue(IdKind.SEQUENCE);
  }

  @Test
  void aLiveStoreThatChangesOnDiskIsNeverBelieved() throws IOException {
    System.out.println("DiskFaultIT seed " + SEED);
    RealNode victim = follower();
    load.singles(victim, IdKind.SEQUENCE, 1);
    load.expectDeath(victim);
    loadOthers(victim);
    Path store = files(victim, "replica/live/\\d+/data.mdb").getLast();
    try (RandomAccessFile file = new RandomAccessFile(store.toFile(), "rw")) {
      for (int flips = 0; flips < 5_000 && victim.isAlive(); flips++) {
        flip(file, random.nextLong(file.length()));
      }
    }
    load.awaitMore(cluster.others(victim).getFirst(), 200);
    System.out.println(
        victim.isAlive() ? "goes on" : "ended with code " + victim.process().exitCode());
    victim.kill();
    cluster.start(victim);
    victim.awaitReady(RealCluster.PATIENCE);
    victim.issue(IdKind.SEQUENCE);
  }

  private RealNode follower() {
    return cluster.others(cluster.awaitLeader()).getFirst();
  }

  private void loadOthers(RealNode victim) {
    for (RealNode other : cluster.others(victim)) {
      load.singles(other, IdKind.SEQUENCE, 1).singles(other, IdKind.MONOTONIC, 1);
    }
    load.start();
    cluster.others(victim).forEach(other -> load.awaitMore(other, 300));
  }

  private void othersServe(RealNode victim) {
    for (RealNode other : cluster.others(victim)) {
      load.awaitMore(other, 300);
      assertEquals(List.of(), load.of(other).failures(), other + " failed requests");
    }
  }

  /** Flips a byte in the middle; the file is as it was afterwards. */
  private void damaged(RealNode victim, String path, int exitCode) throws IOException {
    Path file = files(victim, path).getLast();
    byte[] before = Files.readAllBytes(file);
    int live = before.length;
    while (before[live - 1] == 0) {
      live--;
    }
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      flip(opened, path.contains("raft-meta") ? live - 1 : live / 2);
      if (path.endsWith("raft-meta")) {
        opened.setLength(live / 2);
      }
    }
    cluster.start(victim);
    assertEquals(exitCode, victim.process().exitCode(), () -> file + "\n" + victim.logText());
    assertTrue(lastLine(victim).contains(file.getFileName().toString()), lastLine(victim));
    System.out.println(lastLine(victim));
    Files.write(file, before);
  }

  /** Else the node would take again what it gives back at its start. */
  private static void cutPadding(RealNode victim) throws IOException {
    Path file = files(victim, "raft/[^/]+/current/log_inprogress_\\d+").getLast();
    byte[] bytes = Files.readAllBytes(file);
    int live = bytes.length;
    while (live > 0 && bytes[live - 1] == 0) {
      live--;
    }
    // An entry may end in zeros: a torn end is what the node cuts off itself.
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(Math.min(bytes.length, live + 16));
    }
  }

  private static void flip(RandomAccessFile file, long at) throws IOException {
    file.seek(at);
    int before = file.read();
    file.seek(at);
    file.write(before ^ 0x10);
  }

  private static void assertHalt(RealNode node, String reason) {
    assertTrue(
        node.logText().lines().anyMatch(line -> line.contains("halting") && line.contains(reason)),
        node::logText);
  }

  /** Of what the node printed, without the stack traces below an event. */
  private static String lastLine(RealNode node) {
    return node.logText()
        .lines()
        .filter(line -> line.startsWith("tidemark server: ") || line.contains("halting ("))
        .reduce((first, second) -> second)
        .orElse("");
  }

  /** Files of a node, sorted by name. */
  private static List<Path> files(RealNode node, String path) {
    Pattern pattern = Pattern.compile(path);
    try (Stream<Path> files = Files.walk(node.dataDir())) {
      return files
          .filter(file -> pattern.matcher(node.dataDir().relativize(file).toString()).matches())
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireMounts() {
    boolean possible = SmallDisk.isPossible();
    if (!possible) {
      System.out.println("SKIPPED: file systems can be mounted by root only");
    }
    Assumptions.assumeTrue(possible, "file systems can be mounted by root only");
  }
}
