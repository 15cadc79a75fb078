package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.log.Submission;
import io.tidemark.snapshot.StateHash;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node's files are damaged while it is down, one at a time, on real disks: either its start is
 * refused in words, or the damage did no harm, and the node comes to the same state as the others.
 * {@code -Dtidemark.test.seed} replays a run.
 */
@Timeout(300)
class DiskDamageTest {

  private static final long SEED = Long.getLong("tidemark.test.seed", System.nanoTime());
  private static final int PLACES = Integer.getInteger("tidemark.test.damages", 2);
  private static final int PAGE_BYTES = 4_096;

  /** What the log is filled up with behind its last entry. */
  private static final int PREALLOCATED_BYTES = 4 << 20;

  @TempDir Path root;

  private final Random random = new Random(SEED);

  /** What is told of a file when all its bytes are alive. */
  private enum Verdict {
    /** Every change is found. */
    REFUSED,
    /** What is not found does no harm. */
    REFUSED_OR_HARMLESS
  }

  private record Target(String name, Pattern path, Verdict verdict) {}

  private static final List<Target> TARGETS =
      List.of(
          target("raft/[^/]+/current/log_\\d+-\\d+", Verdict.REFUSED),
          target("raft/[^/]+/current/log_inprogress_\\d+", Verdict.REFUSED),
          target("raft/[^/]+/current/raft-meta", Verdict.REFUSED_OR_HARMLESS),
          target("raft/[^/]+/current/raft-meta.conf", Verdict.REFUSED_OR_HARMLESS),
          target("replica/snapshots/snapshot\\.\\d+_\\d+", Verdict.REFUSED),
          target("replica/witness", Verdict.REFUSED),
          target("identity", Verdict.REFUSED),
          target("sightings", Verdict.REFUSED));

  private static Target target(String path, Verdict verdict) {
    return new Target(path, Pattern.compile(path), verdict);
  }

  /** Ways to damage the live bytes of a file. */
  private enum Damage {
    FLIPPED_BIT {
      @Override
      void on(RandomAccessFile file, long liveBytes, Random random) throws IOException {
        long at = random.nextLong(liveBytes);
        file.seek(at);
        int before = file.read();
        file.seek(at);
        file.write(before ^ 1 << random.nextInt(8));
      }
    },
    TRUNCATED {
      @Override
      void on(RandomAccessFile file, long liveBytes, Random random) throws IOException {
        file.setLength(random.nextLong(liveBytes));
      }
    },
    ZEROED_PAGE {
      @Override
      void on(RandomAccessFile file, long liveBytes, Random random) throws IOException {
        long page = random.nextLong(liveBytes) / PAGE_BYTES * PAGE_BYTES;
        file.seek(page);
        file.write(new byte[(int) Math.min(PAGE_BYTES, liveBytes - page)]);
      }
    };

    abstract void on(RandomAccessFile file, long liveBytes, Random random) throws IOException;
  }

  @Test
  void damageIsFoundOrDoesNoHarm() throws Exception {
    System.out.println("DiskDamageTest seed " + SEED);
    try (LocalCluster cluster = new LocalCluster(root, 3)) {
      cluster.startAll();
      LocalNode victim = cluster.node(3);
      fill(cluster);
      Path image = root.resolve("image");
      closeWithImage(cluster, victim, image);
      for (Target target : TARGETS) {
        for (Damage damage : Damage.values()) {
          for (int place = 0; place < PLACES; place++) {
            tryOne(cluster, victim, image, target, damage);
          }
        }
      }
    }
  }

  private void tryOne(
      LocalCluster cluster, LocalNode victim, Path image, Target target, Damage damage)
      throws Exception {
    restore(image, victim);
    Path file = newest(victim.config.dataDir(), target.path());
    long live = liveBytes(file);
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      damage.on(opened, live, random);
    }
    victim.faults.clear();
    CompletableFuture<RaftMember> start = victim.start();
    String what = "%s of %s (seed %d)".formatted(damage, target.name(), SEED);
    try {
      start.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      StartRefusedException refusal =
          assertInstanceOf(StartRefusedException.class, e.getCause(), what);
      String reason =
          victim.faults.stream()
              .findFirst()
              .map(fault -> fault.cause() + " " + fault.detail())
              .orElse(refusal.kind() + " " + refusal.getMessage());
      assertFalse(reason.contains("\n"), what);
      System.out.printf("%-12s %-42s %s%n", damage, target.name(), reason);
      return;
    }
    assertEquals(List.of(), List.copyOf(victim.faults), what);
    assertEquals(Verdict.REFUSED_OR_HARMLESS, target.verdict(), what + " was not found");
    System.out.printf("%-12s %-45s harmless%n", damage, target.name());
    cluster.awaitRegistered(victim);
    closeWithImage(cluster, victim, image);
  }

  /** Enough entries for two snapshots, and some behind them; a new leader begins a segment. */
  private static void fill(LocalCluster cluster) throws Exception {
    propose(cluster, 3_000);
    LocalNode leader = cluster.leader();
    leader.close();
    leader.start().get(60, TimeUnit.SECONDS);
    cluster.awaitRegistered(leader);
    propose(cluster, 2_500);
  }

  /** On a busy machine some answers are lost; so many are committed all the same. */
  private static void propose(LocalCluster cluster, int commands) throws Exception {
    int committed = 0;
    while (committed < commands) {
      List<CompletableFuture<Submission>> pending = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        pending.add(cluster.leader().submit(new Command.ReportClock()));
      }
      for (CompletableFuture<Submission> one : pending) {
        committed += one.get() instanceof Submission.Committed ? 1 : 0;
      }
    }
  }

  /** The others know how far the node is; its directory is copied as a crash would leave it. */
  private void closeWithImage(LocalCluster cluster, LocalNode victim, Path image) throws Exception {
    awaitEqual(cluster);
    long held = victim.member().raftState().lastIndex();
    for (LocalNode other : List.of(cluster.node(1), cluster.node(2))) {
      if (other.member().raftState().role().equals("leader")) {
        Awaitility.await()
            .atMost(LocalCluster.WAIT_MAX)
            .until(
                () ->
                    SightingBook.open(other.config.dataDir().resolve("sightings"))
                            .of(victim.name)
                            .heldIndex()
                        >= held);
      }
    }
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> Files.exists(victim.config.dataDir().resolve("sightings")));
    delete(image);
    copy(victim.config.dataDir(), image);
    victim.close();
  }

  private static void awaitEqual(LocalCluster cluster) {
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(
            () ->
                cluster.nodes.stream()
                        .map(node -> node.member().read(StateHash::of))
                        .distinct()
                        .count()
                    == 1);
  }

  private static Path newest(Path home, Pattern path) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> path.matcher(home.relativize(file).toString()).matches())
          .max(Comparator.comparing(Path::getFileName))
          .orElseThrow(() -> new IllegalStateException("no file " + path));
    }
  }

  /** How many bytes of a file mean anything: the log's end is filled up with zeros. */
  private static long liveBytes(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int live = bytes.length;
    if (bytes.length >= PREALLOCATED_BYTES) {
      while (bytes[live - 1] == 0) {
        live--;
      }
    }
    assertTrue(live > 0, file + " is empty");
    return live;
  }

  private static void restore(Path image, LocalNode victim) throws IOException {
    delete(victim.config.dataDir());
    copy(image, victim.config.dataDir());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(file -> !file.equals(from)).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path home) throws IOException {
    if (!Files.exists(home)) {
      return;
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
