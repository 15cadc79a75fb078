package io.tidemark.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.BrokenInvariantException;
import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Entry;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.LogPosition;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RandomTraffic;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.TenantId;
import io.tidemark.store.LmdbStore;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFileTest {

  private static final long MAP_BYTES = 64 << 20;
  private static final int VERSION_OFFSET = 8;

  @TempDir private Path directory = Path.of("");

  @Test
  void a_snapshot_gives_back_the_state_that_was_written() {
    try (MemoryStore written = someState(400);
        LmdbStore loaded = LmdbStore.openEmpty(directory.resolve("live"), MAP_BYTES)) {
      SnapshotSummary summary = written.read(view -> SnapshotFile.write(view, file()));
      assertEquals(summary, SnapshotFile.verify(file()));
      assertEquals(summary, SnapshotFile.load(file(), loaded));
      assertEquals(written.read(StateHash::of), loaded.read(StateHash::of));
      ClusterRecord cluster = loaded.read(view -> view.cluster());
      assertEquals(written.read(view -> view.cluster()), cluster);
      assertEquals(cluster.applied(), summary.applied());
      assertEquals(cluster.clusterId(), summary.clusterId());
      assertEquals(cluster.epoch(), summary.epoch());
      assertEquals(cluster.rows(), summary.rows());
    }
  }

  @Test
  void the_same_state_gives_the_same_bytes_whatever_store_it_comes_from() throws IOException {
    try (MemoryStore written = someState(400);
        LmdbStore loaded = LmdbStore.openEmpty(directory.resolve("live"), MAP_BYTES)) {
      written.read(view -> SnapshotFile.write(view, file()));
      SnapshotFile.load(file(), loaded);
      Path other = directory.resolve("other");
      loaded.read(view -> SnapshotFile.write(view, other));
      assertArrayEquals(Files.readAllBytes(file()), Files.readAllBytes(other));
    }
  }

  @Test
  void a_state_of_many_rows_is_loaded_in_several_transactions() {
    int rows = 25_000;
    try (MemoryStore written = someState(1);
        CountingStore loaded = new CountingStore(new MemoryStore())) {
      written.writeOnly(
          tables -> {
            for (int i = 0; i < rows; i++) {
              LineKey line = new LineKey(TenantId.DEFAULT, 1 + i % 100, PeriodLabel.NONE);
              tables.ranges().put(new RangeKey(line, i), new RangeRecord(i + 1, NONE, 0, -1));
            }
          });
      written.read(view -> SnapshotFile.write(view, file()));
      SnapshotFile.load(file(), loaded);
      assertEquals(written.read(StateHash::of), loaded.read(StateHash::of));
      assertTrue(loaded.writes() >= 3, loaded.writes() + " transactions");
    }
  }

  private static final IncarnationNumber NONE = IncarnationNumber.NONE;

  @Test
  void writing_again_replaces_the_file_and_leaves_no_other() throws IOException {
    try (MemoryStore store = someState(2)) {
      store.read(view -> SnapshotFile.write(view, file()));
      Files.writeString(directory.resolve("snapshot.tmp"), "left by a crash");
      LogPosition next = new LogPosition(1_000, 1_000);
      store.writeOnly(tables -> ReplicatedState.advance(tables, next));
      store.read(view -> SnapshotFile.write(view, file()));
    }
    assertEquals(new LogPosition(1_000, 1_000), SnapshotFile.verify(file()).applied());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void a_disk_that_refuses_is_an_exception_and_keeps_the_old_file() throws IOException {
    try (MemoryStore store = someState(2)) {
      SnapshotSummary old = store.read(view -> SnapshotFile.write(view, file()));
      Files.createDirectory(directory.resolve("snapshot.tmp"));
      assertThrows(
          UncheckedIOException.class, () -> store.read(view -> SnapshotFile.write(view, file())));
      assertEquals(old, SnapshotFile.verify(file()));
    }
  }

  @Test
  void a_flip_of_any_byte_is_found() throws IOException {
    byte[] intact = smallSnapshot();
    for (int i = 0; i < intact.length; i++) {
      byte[] flipped = intact.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertRefused(flipped, "byte " + i);
    }
  }

  @Test
  void a_file_that_was_cut_off_anywhere_is_found() throws IOException {
    byte[] intact = smallSnapshot();
    for (int length = 0; length < intact.length; length++) {
      assertRefused(Arrays.copyOf(intact, length), "length " + length);
    }
  }

  @Test
  void bytes_after_the_end_are_found() throws IOException {
    byte[] intact = smallSnapshot();
    assertRefused(Arrays.copyOf(intact, intact.length + 1), "one byte more");
    byte[] twice = Arrays.copyOf(intact, intact.length * 2);
    System.arraycopy(intact, 0, twice, intact.length, intact.length);
    assertRefused(twice, "twice");
  }

  @Test
  void a_missing_file_is_broken_not_empty() {
    BrokenSnapshotException missing =
        assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()));
    assertEquals(
        "snapshot %s is missing; put an intact copy in its place, or wipe this node's data directory and add it as a new member; never start without it"
            .formatted(file()),
        missing.getMessage());
  }

  @Test
  void a_foreign_file_is_named_as_such() throws IOException {
    Files.writeString(file(), "PK and many more bytes that are no snapshot of Tidemark");
    BrokenSnapshotException foreign =
        assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()));
    assertTrue(foreign.toString().contains("is no snapshot of Tidemark"), foreign.toString());
  }

  @Test
  void a_snapshot_of_a_later_version_asks_for_an_upgrade() throws IOException {
    byte[] later = smallSnapshot();
    ByteBuffer.wrap(later).putInt(VERSION_OFFSET, 2);
    Files.write(file(), resealed(later));
    BrokenSnapshotException refused =
        assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()));
    assertTrue(
        refused
            .toString()
            .endsWith("has format version 2, this node knows up to 1; upgrade this node"),
        refused.toString());
  }

  @Test
  void a_file_with_a_right_checksum_over_wrong_rows_is_refused_by_name() throws IOException {
    byte[] intact = smallSnapshot();
    assertResealedIsRefused(intact, bytes -> bytes.putInt(VERSION_OFFSET, 0));
    assertResealedIsRefused(intact, bytes -> bytes.put(bytes.capacity() - 33, (byte) 99));
    byte[] renamed = replaced(intact, "default", "defaulT");
    Files.write(file(), resealed(renamed));
    assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()));
    Files.write(file(), resealed(replaced(intact, "uuid7", "uuid9")));
    BrokenSnapshotException later =
        assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()));
    assertTrue(later.toString().endsWith("upgrade this node"), later.toString());
  }

  @Test
  void wrong_bytes_with_a_right_checksum_never_give_another_exception() throws IOException {
    byte[] intact = smallSnapshot();
    String hash = someState(12).read(StateHash::of);
    for (int i = 0; i < intact.length - Sha256.BYTES; i++) {
      byte[] flipped = intact.clone();
      flipped[i] ^= (byte) 0x55;
      Files.write(file(), resealed(flipped));
      try (MemoryStore store = new MemoryStore()) {
        SnapshotFile.load(file(), store);
        assertNotEquals(hash, store.read(StateHash::of));
      } catch (BrokenSnapshotException expected) {
        assertTrue(expected.toString().contains(file().toString()));
      }
    }
  }

  @Test
  void a_store_that_was_loaded_in_part_holds_no_cluster() throws IOException {
    try (MemoryStore written = someState(400);
        MemoryStore loaded = new MemoryStore()) {
      written.read(view -> SnapshotFile.write(view, file()));
      byte[] bytes = Files.readAllBytes(file());
      bytes[bytes.length - Sha256.BYTES - 1]++;
      Files.write(file(), resealed(bytes));
      assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.load(file(), loaded));
      assertThrows(BrokenInvariantException.class, () -> loaded.read(view -> view.cluster()));
    }
  }

  @Test
  void a_store_that_is_not_empty_is_left_as_it_is() {
    try (MemoryStore store = someState(5);
        MemoryStore other = someState(7)) {
      store.read(view -> SnapshotFile.write(view, file()));
      String before = other.read(StateHash::of);
      assertThrows(IllegalArgumentException.class, () -> SnapshotFile.load(file(), other));
      assertEquals(before, other.read(StateHash::of));
    }
  }

  @Test
  void an_empty_store_has_no_snapshot() {
    try (MemoryStore store = new MemoryStore()) {
      assertThrows(
          BrokenInvariantException.class,
          () -> store.read(view -> SnapshotFile.write(view, file())));
      assertFalse(Files.exists(file()));
    }
  }

  @Test
  void the_hash_tells_states_apart() {
    try (MemoryStore store = someState(50)) {
      String before = store.read(StateHash::of);
      assertEquals(64, before.length());
      assertEquals(before, store.read(StateHash::of));
      store.writeOnly(tables -> ReplicatedState.advance(tables, new LogPosition(999, 9_999)));
      assertNotEquals(before, store.read(StateHash::of));
    }
  }

  private Path file() {
    return directory.resolve("snapshot");
  }

  /** The state after so many entries of one traffic. */
  private static MemoryStore someState(int entries) {
    MemoryStore store = new MemoryStore();
    RandomTraffic traffic = new RandomTraffic(42);
    store.writeOnly(traffic::begin);
    for (int i = 0; i < entries; i++) {
      Entry entry = traffic.nextEntry();
      LogPosition position = traffic.nextPosition();
      traffic.learn(store.write(tables -> ReplicatedState.apply(tables, position, entry)));
    }
    return store;
  }

  private byte[] smallSnapshot() throws IOException {
    try (MemoryStore store = someState(12)) {
      store.read(view -> SnapshotFile.write(view, file()));
      return Files.readAllBytes(file());
    }
  }

  private void assertRefused(byte[] bytes, String what) throws IOException {
    Files.write(file(), bytes);
    try (MemoryStore store = new MemoryStore()) {
      assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()), what);
      assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.load(file(), store), what);
      assertThrows(BrokenInvariantException.class, () -> store.read(view -> view.cluster()), what);
    }
  }

  private void assertResealedIsRefused(byte[] intact, Consumer<ByteBuffer> change)
      throws IOException {
    byte[] changed = intact.clone();
    change.accept(ByteBuffer.wrap(changed));
    Files.write(file(), resealed(changed));
    assertThrows(BrokenSnapshotException.class, () -> SnapshotFile.verify(file()));
  }

  /** The same bytes with the checksum that they would have. */
  private static byte[] resealed(byte[] bytes) {
    byte[] body = Arrays.copyOf(bytes, bytes.length - Sha256.BYTES);
    byte[] resealed = Arrays.copyOf(body, bytes.length);
    System.arraycopy(Sha256.begin().digest(body), 0, resealed, body.length, Sha256.BYTES);
    return resealed;
  }

  private static byte[] replaced(byte[] bytes, String text, String other) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(text, other)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
