package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import io.tidemark.jepsen.os.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Disks that are full, empty, of another time, or not as they were. */
final class DiskFaults {
  private static final Duration FULL = Duration.ofSeconds(10);
  private static final Duration AGE = Duration.ofSeconds(10);
  private static final String LOG = "raft/[^/]+/current/log_(inprogress_\\d+|\\d+-\\d+)";
  private static final String META = "raft/[^/]+/current/raft-meta";
  private static final String CONFIGURATION = "raft/[^/]+/current/raft-meta.conf";
  private static final String SNAPSHOT = "replica/snapshots/snapshot[^/]*";
  private static final String IDENTITY = "identity";
  private static final String STORE = "replica/live/.*\\.mdb";

  private DiskFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("disk-full", Need.DISKS, DiskFaults::full),
        new Fault("disk-full-at-start", Need.DISKS, DiskFaults::fullAtStart),
        new Fault("lose-snapshots", Need.NOTHING, DiskFaults::loseSnapshots),
        new Fault("wipe-follower", Need.NOTHING, DiskFaults::wipe),
        new Fault("older-disk", Need.NOTHING, DiskFaults::older),
        flip("log", LOG),
        flip("raft-meta", META),
        flip("configuration", CONFIGURATION),
        flip("snapshot", SNAPSHOT),
        flip("identity", IDENTITY),
        flip("store", STORE),
        truncate("log", LOG),
        truncate("snapshot", SNAPSHOT));
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
    return new Wound(List.of(victim), FULL, victim.disk()::free, true);
  }

  /** All its snapshots are gone, and so is what its log no longer holds. */
  private static Wound loseSnapshots(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    victim.kill();
    try {
      for (Path snapshot : files(victim, SNAPSHOT)) {
        Files.delete(snapshot);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Wound(List.of(victim), Duration.ZERO, Wound::nothing, true);
  }

  /** It comes back empty, and is taken in again as the operator's guide says. */
  private static Wound wipe(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    victim.kill();
    victim.wipe();
    return new Wound(List.of(victim), Duration.ZERO, Wound::nothing, true);
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
    Node.removeBelow(copy);
    removeEmpty(copy);
    return new Wound(List.of(victim), Duration.ZERO, Wound::nothing, true);
  }

  private static void removeEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fault flip(String what, String pattern) {
    return new Fault(
        "flip-" + what,
        Need.NOTHING,
        (db, random) ->
            damage(
                Victims.follower(db, random),
                pattern,
                random,
                (file, at) -> {
                  file.seek(at);
                  int was = file.read();
                  file.seek(at);
                  file.write(was ^ (1 << random.nextInt(8)));
                }));
  }

  private static Fault truncate(String what, String pattern) {
    return new Fault(
        "truncate-" + what,
        Need.NOTHING,
        (db, random) ->
            damage(Victims.follower(db, random), pattern, random, RandomAccessFile::setLength));
  }

  private interface Damage {
    void to(RandomAccessFile file, long at) throws IOException;
  }

  private static Wound damage(Node victim, String pattern, SplittableRandom random, Damage damage) {
    victim.kill();
    List<Path> files = files(victim, pattern);
    if (!files.isEmpty()) {
      Path chosen = files.get(random.nextInt(files.size()));
      try (RandomAccessFile file = new RandomAccessFile(chosen.toFile(), "rw")) {
        long live = liveBytes(file);
        if (live > 0) {
          damage.to(file, random.nextLong(live));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Wound(List.of(victim), Duration.ZERO, Wound::nothing, true);
  }

  /** Without the padding of zeros that Ratis puts behind its log. */
  private static long liveBytes(RandomAccessFile file) throws IOException {
    byte[] all = new byte[Math.toIntExact(file.length())];
    file.readFully(all);
    int end = all.length;
    while (end > 0 && all[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static List<Path> files(Node victim, String pattern) {
    Pattern relative = Pattern.compile(pattern);
    try (Stream<Path> all = Files.walk(victim.dataDir())) {
      return all.filter(Files::isRegularFile)
          .filter(f -> relative.matcher(victim.dataDir().relativize(f).toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
