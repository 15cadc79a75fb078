package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Damage;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Files of which bytes have changed, or are gone. */
final class CorruptionFaults {
  /** How long a live store that was hit goes on under load. */
  private static final Duration GOES_ON = Duration.ofSeconds(2);

  /** One of so many refused starts is answered by taking the node in anew. */
  private static final int REJOINED_OF = 4;

  private CorruptionFaults() {}

  static List<Fault> all() {
    return Stream.concat(
            Stream.of(
                    DataFiles.LOG,
                    DataFiles.RAFT_META,
                    DataFiles.CONFIGURATION,
                    DataFiles.SNAPSHOT,
                    DataFiles.IDENTITY)
                .map(CorruptionFaults::flip),
            Stream.of(
                new Fault("flip-store", Need.REJOIN, CorruptionFaults::flipStore),
                truncate(DataFiles.LOG),
                truncate(DataFiles.SNAPSHOT),
                new Fault("tear-log", Need.REJOIN, CorruptionFaults::tear)))
        .toList();
  }

  private static String word(DataFiles type) {
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Fault flip(DataFiles type) {
    return new Fault(
        "flip-" + word(type),
        Need.REJOIN,
        (db, random) -> {
          Node victim = Victims.follower(db, random);
          victim.kill();
          return damage(victim, type, random, (file, at) -> flipBit(file, at, random));
        });
  }

  private static Fault truncate(DataFiles type) {
    return new Fault(
        "truncate-" + word(type),
        Need.REJOIN,
        (db, random) -> {
          Node victim = Victims.follower(db, random);
          victim.kill();
          return damage(victim, type, random, RandomAccessFile::setLength);
        });
  }

  /** The last bytes of the log become others, as if the write had been going on. */
  private static Wound tear(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    victim.kill();
    return damage(
        victim,
        DataFiles.LOG,
        random,
        (file, at) -> {
          long end = liveBytes(file);
          byte[] torn = new byte[(int) Math.min(end, random.nextInt(1, 64))];
          random.nextBytes(torn);
          file.seek(end - random.nextInt(torn.length));
          file.write(torn);
        });
  }

  private interface Blow {
    void to(RandomAccessFile file, long at) throws IOException;
  }

  private static void flipBit(RandomAccessFile file, long at, SplittableRandom random)
      throws IOException {
    file.seek(at);
    int was = file.read();
    file.seek(at);
    file.write(was ^ (1 << random.nextInt(8)));
  }

  private static Wound damage(Node victim, DataFiles type, SplittableRandom random, Blow blow) {
    List<Path> files = type.of(victim);
    if (files.isEmpty()) {
      return Wound.of(victim, Duration.ZERO, Wound::nothing);
    }
    Path chosen = files.get(random.nextInt(files.size()));
    try (RandomAccessFile file = new RandomAccessFile(chosen.toFile(), "rw")) {
      byte[] before = Files.readAllBytes(chosen);
      long live = liveBytes(file);
      if (live == 0) {
        return Wound.of(victim, Duration.ZERO, Wound::nothing);
      }
      long at = random.nextLong(live);
      blow.to(file, at);
      Runnable cure = random.nextInt(REJOINED_OF) == 0 ? null : () -> write(chosen, before);
      return Wound.ofFiles(victim, Duration.ZERO, Wound::nothing, new Damage(word(type), cure))
          .telling("path", victim.dataDir().relativize(chosen))
          .telling("at", at)
          .telling("live_bytes", live);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Under the running node, whose store is a cache that each start makes anew. Then all its rows
   * are read, so that one that was hit is met.
   */
  private static Wound flipStore(Db db, SplittableRandom random) {
    Node victim = Victims.follower(db, random);
    List<Path> files = DataFiles.STORE.of(victim);
    if (files.isEmpty()) {
      return Wound.of(victim, Duration.ZERO, Wound::nothing);
    }
    try (RandomAccessFile file = new RandomAccessFile(files.getLast().toFile(), "rw")) {
      long at = liveByte(file, random);
      flipBit(file, at, random);
      return new Wound(
              List.of(victim),
              GOES_ON,
              () -> {
                Path copy = victim.beside(".copy");
                victim.client().download("/v1/cluster/snapshot", copy);
                victim.kill();
              },
              new Damage(word(DataFiles.STORE), null),
              java.util.Map.of())
          .telling("path", victim.dataDir().relativize(files.getLast()))
          .telling("at", at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A byte that is not zero: LMDB leaves room within its pages, and zeros in it. */
  private static long liveByte(RandomAccessFile file, SplittableRandom random) throws IOException {
    byte[] all = new byte[Math.toIntExact(file.length())];
    file.readFully(all);
    int at = random.nextInt(all.length);
    while (all[at] == 0) {
      at = (at + 1) % all.length;
    }
    return at;
  }

  /** Without the padding of zeros that Ratis puts behind its log. */
  private static long liveBytes(RandomAccessFile file) throws IOException {
    byte[] all = new byte[Math.toIntExact(file.length())];
    file.seek(0);
    file.readFully(all);
    int end = all.length;
    while (end > 0 && all[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
