package io.tidemark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.encoding.TableEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class LmdbStoreTest extends StoreConformance {

  private static final long MAP_BYTES = 16 << 20;
  private static final long SMALL_MAP_BYTES = 256 << 10;

  @TempDir private Path directory = Path.of("");

  @Override
  Store open() {
    return LmdbStore.openEmpty(directory.resolve("live"), MAP_BYTES);
  }

  @Test
  void a_store_starts_empty_whatever_lies_in_its_directory() throws IOException {
    Path left = directory.resolve("left");
    try (LmdbStore store = LmdbStore.openEmpty(left, MAP_BYTES)) {
      store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(1)));
    }
    try (LmdbStore store = LmdbStore.openEmpty(left, MAP_BYTES)) {
      assertEquals(Optional.empty(), stored(store, line("a", 1, "")));
    }
    Files.write(left.resolve("data.mdb"), new byte[10_000]);
    Files.write(left.resolve("lock.mdb"), new byte[] {1, 2, 3});
    try (LmdbStore store = LmdbStore.openEmpty(left, MAP_BYTES)) {
      assertEquals(Optional.empty(), stored(store, line("a", 1, "")));
    }
  }

  /** Where each process that is killed would leave one more. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void the_native_library_is_not_unpacked_among_the_temporary_files() throws IOException {
    open().close();
    List<Path> unpacked;
    try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
      unpacked =
          mapped
              .filter(line -> line.contains("lmdbjava-native-library"))
              .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent())
              .distinct()
              .toList();
    }
    assertEquals(1, unpacked.size(), unpacked::toString);
    assertNotEquals(Path.of(System.getProperty("java.io.tmpdir")), unpacked.getFirst());
  }

  @Test
  void a_directory_that_cannot_be_used_is_named() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    StoreFailedException failed =
        assertThrows(
            StoreFailedException.class, () -> LmdbStore.openEmpty(file.resolve("live"), MAP_BYTES));
    assertTrue(failed.toString().contains(file.toString()), failed.toString());
  }

  @Test
  void a_full_map_fails_the_whole_transaction_and_leaves_the_store_readable() {
    try (LmdbStore store = LmdbStore.openEmpty(directory.resolve("small"), SMALL_MAP_BYTES)) {
      store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(1)));
      StoreFailedException full =
          assertThrows(StoreFailedException.class, () -> store.writeOnly(LmdbStoreTest::fill));
      assertTrue(full.toString().contains("is full: its map has 262144 bytes"), full.toString());
      assertEquals(
          List.of(line("a", 1, "")), store.read(view -> keys(view.lines(), line("0", 1, ""))));
    }
  }

  @Test
  void a_full_map_cannot_be_swallowed_by_the_function() {
    try (LmdbStore store = LmdbStore.openEmpty(directory.resolve("small"), SMALL_MAP_BYTES)) {
      assertThrows(
          StoreFailedException.class,
          () ->
              store.writeOnly(
                  tables -> assertThrows(StoreFailedException.class, () -> fill(tables))));
      assertEquals(List.of(), store.read(view -> keys(view.lines(), line("0", 1, ""))));
    }
  }

  @Test
  void a_bit_that_flips_in_a_row_on_disk_is_found_when_the_row_is_read() throws IOException {
    Path home = directory.resolve("flipped");
    try (LmdbStore store = LmdbStore.openEmpty(home, MAP_BYTES)) {
      store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(987_654_321)));
      byte[] record = TableEncoding.LINES.encode(mark(987_654_321));
      // LMDB reads through the page cache, so that a change of the file is seen at once.
      try (FileChannel file =
          FileChannel.open(
              home.resolve("data.mdb"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        long at = find(file, record);
        for (int bit = 0; bit < (record.length + Integer.BYTES) * 8; bit++) {
          flip(file, at + bit / 8, bit % 8);
          assertThrows(StoreFailedException.class, () -> stored(store, line("a", 1, "")));
          assertThrows(
              StoreFailedException.class,
              () -> store.read(view -> keys(view.lines(), line("0", 1, ""))));
          flip(file, at + bit / 8, bit % 8);
        }
      }
      assertEquals(Optional.of(mark(987_654_321)), stored(store, line("a", 1, "")));
    }
  }

  private static long find(FileChannel file, byte[] wanted) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) file.size());
    file.read(content, 0);
    for (int at = 0; at + wanted.length <= content.capacity(); at++) {
      if (Arrays.equals(content.array(), at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new AssertionError("the record is not in the file");
  }

  private static void flip(FileChannel file, long at, int bit) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    file.read(one, at);
    one.put(0, (byte) (one.get(0) ^ 1 << bit)).rewind();
    file.write(one, at);
  }

  @Test
  void the_use_of_the_map_is_known() {
    try (LmdbStore store = LmdbStore.openEmpty(directory.resolve("measured"), MAP_BYTES)) {
      long before = store.mapUsedBytes();
      store.writeOnly(
          tables -> {
            for (int i = 1; i <= 5_000; i++) {
              tables.lines().put(line("a", i, ""), mark(i));
            }
          });
      long after = store.mapUsedBytes();
      assertEquals(MAP_BYTES, store.mapSizeBytes());
      assertTrue(before > 0 && after > before + 5_000 * 20 && after <= MAP_BYTES, after + " bytes");
    }
  }

  @Test
  void the_use_of_a_closed_map_is_not_asked_of_lmdb() {
    LmdbStore store = LmdbStore.openEmpty(directory.resolve("closed"), MAP_BYTES);
    store.close();
    assertThrows(IllegalStateException.class, store::mapUsedBytes);
  }

  @Test
  void more_readers_than_the_limit_take_turns() throws Exception {
    try (LmdbStore store = LmdbStore.openEmpty(directory.resolve("readers"), MAP_BYTES);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch inside = new CountDownLatch(LmdbStore.READERS_MAX);
      List<Future<Boolean>> readers = new ArrayList<>();
      for (int i = 0; i < LmdbStore.READERS_MAX * 2; i++) {
        readers.add(
            threads.submit(
                () ->
                    store.read(
                        view -> {
                          inside.countDown();
                          return awaitAll(inside);
                        })));
      }
      for (Future<Boolean> reader : readers) {
        assertTrue(reader.get(20, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void a_virtual_thread_may_read_but_not_write() throws Exception {
    try (LmdbStore store = LmdbStore.openEmpty(directory.resolve("virtual"), MAP_BYTES);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<IllegalStateException> refused =
          threads.submit(
              () -> assertThrows(IllegalStateException.class, () -> store.writeOnly(tables -> {})));
      assertTrue(refused.get(20, TimeUnit.SECONDS).toString().contains("virtual thread"));
      Future<String> read = threads.submit(() -> store.read(view -> "read"));
      assertEquals("read", read.get(20, TimeUnit.SECONDS));
    }
  }

  private static void fill(Tables tables) {
    for (int i = 1; i <= 100_000; i++) {
      tables.lines().put(line("a", i, ""), mark(i));
    }
  }

  private static boolean awaitAll(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
