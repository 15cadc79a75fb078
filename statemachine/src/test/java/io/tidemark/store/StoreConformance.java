package io.tidemark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.BrokenInvariantException;
import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.ReadableTable;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Store;
import io.tidemark.core.Table;
import io.tidemark.core.Tables;
import io.tidemark.core.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of the port {@link Store} does. */
abstract class StoreConformance {

  private static final String CLUSTER_ID = "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  private static final long WAIT_SECONDS_MAX = 20;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private Store store = new MemoryStore();

  /** A new, empty store. */
  abstract Store open();

  @BeforeEach
  final void begin() {
    store = open();
  }

  @AfterEach
  final void end() {
    threads.shutdownNow();
    store.close();
  }

  @Test
  void an_empty_store_holds_no_cluster_and_no_rows() {
    assertThrows(BrokenInvariantException.class, () -> store.read(view -> view.cluster()));
    assertEquals(List.of(), store.read(view -> keys(view.lines(), line("0", 1, ""))));
  }

  @Test
  void what_was_written_is_read() {
    ClusterRecord cluster = ClusterRecord.genesis(CLUSTER_ID);
    store.writeOnly(
        tables -> {
          tables.putCluster(cluster);
          tables.lines().put(line("a", 1, ""), mark(10));
        });
    assertEquals(cluster, store.read(view -> view.cluster()));
    assertEquals(Optional.of(mark(10)), stored(store, line("a", 1, "")));
    assertEquals(Optional.empty(), stored(store, line("a", 2, "")));
  }

  @Test
  void a_transaction_reads_its_own_writes() {
    store.writeOnly(
        tables -> {
          Table<LineKey, LineRecord> lines = tables.lines();
          lines.put(line("a", 1, ""), mark(1));
          lines.put(line("a", 1, ""), mark(2));
          lines.put(line("a", 2, ""), mark(3));
          assertEquals(mark(2), lines.get(line("a", 1, "")));
          lines.delete(line("a", 1, ""));
          lines.delete(line("never", 1, ""));
          assertNull(lines.get(line("a", 1, "")));
          assertEquals(List.of(line("a", 2, "")), keys(lines, line("0", 1, "")));
        });
    assertEquals(
        List.of(line("a", 2, "")), store.read(view -> keys(view.lines(), line("0", 1, ""))));
  }

  @Test
  void the_result_of_the_function_is_passed_on() {
    assertEquals("written", store.write(tables -> "written"));
    assertEquals("read", store.read(view -> "read"));
  }

  @Test
  void a_write_that_throws_leaves_nothing_behind() {
    store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(1)));
    IllegalStateException thrown = new IllegalStateException("on purpose");
    IllegalStateException caught =
        assertThrows(
            IllegalStateException.class,
            () ->
                store.writeOnly(
                    tables -> {
                      tables.putCluster(ClusterRecord.genesis(CLUSTER_ID));
                      tables.lines().put(line("a", 1, ""), mark(2));
                      tables.lines().put(line("b", 1, ""), mark(2));
                      tables.lines().delete(line("a", 1, ""));
                      throw thrown;
                    }));
    assertSame(thrown, caught);
    assertEquals(Optional.of(mark(1)), stored(store, line("a", 1, "")));
    assertEquals(Optional.empty(), stored(store, line("b", 1, "")));
    assertThrows(BrokenInvariantException.class, () -> store.read(view -> view.cluster()));
    store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(3)));
    assertEquals(Optional.of(mark(3)), stored(store, line("a", 1, "")));
  }

  @Test
  void a_scan_visits_rows_in_the_natural_order_of_their_keys() {
    List<RangeKey> sorted =
        List.of(
            new RangeKey(line("a", 1, ""), 0),
            new RangeKey(line("a", 1, ""), 255),
            new RangeKey(line("a", 1, ""), 256),
            new RangeKey(line("a", 1, ""), Long.MAX_VALUE),
            new RangeKey(line("a", 1, "2026"), 0),
            new RangeKey(line("a", 1, "2026-01"), 0),
            new RangeKey(line("a", 2, ""), 0),
            new RangeKey(line("a", 256, ""), 0),
            new RangeKey(line("a", Long.MAX_VALUE, ""), 0),
            new RangeKey(line("a-b", 1, ""), 0),
            new RangeKey(line("b", 1, ""), 0));
    List<RangeKey> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(7));
    store.writeOnly(tables -> shuffled.forEach(key -> tables.ranges().put(key, range(1))));
    RangeKey lowest = new RangeKey(line("0", 1, ""), 0);
    assertEquals(sorted, store.read(view -> keys(view.ranges(), lowest)));
    for (int i = 0; i < sorted.size(); i++) {
      RangeKey from = sorted.get(i);
      assertEquals(sorted.subList(i, sorted.size()), store.read(view -> keys(view.ranges(), from)));
    }
  }

  @Test
  void a_scan_starts_at_the_first_key_that_is_not_below() {
    store.writeOnly(
        tables -> {
          tables.ranges().put(new RangeKey(line("a", 1, ""), 10), range(20));
          tables.ranges().put(new RangeKey(line("a", 1, ""), 30), range(40));
        });
    RangeKey between = new RangeKey(line("a", 1, ""), 11);
    assertEquals(
        List.of(new RangeKey(line("a", 1, ""), 30)),
        store.read(view -> keys(view.ranges(), between)));
    RangeKey behind = new RangeKey(line("a", 1, ""), 31);
    assertEquals(List.of(), store.read(view -> keys(view.ranges(), behind)));
  }

  @Test
  void a_scan_ends_when_the_visitor_says_so() {
    store.writeOnly(
        tables -> {
          for (int i = 1; i <= 5; i++) {
            tables.lines().put(line("a", i, ""), mark(i));
          }
        });
    List<Long> seen = new ArrayList<>();
    store.read(
        view -> {
          view.lines()
              .scan(
                  line("a", 2, ""),
                  (key, value) -> {
                    seen.add(value.highWaterMark());
                    return seen.size() < 2;
                  });
          return true;
        });
    assertEquals(List.of(2L, 3L), seen);
  }

  @Test
  void a_visitor_may_read_this_table_and_others() {
    store.writeOnly(
        tables -> {
          tables.lines().put(line("a", 1, ""), mark(1));
          tables.lines().put(line("a", 2, ""), mark(2));
          tables.ranges().put(new RangeKey(line("a", 1, ""), 7), range(9));
        });
    List<LineRecord> seen = new ArrayList<>();
    store.read(
        view -> {
          view.lines()
              .scan(
                  line("a", 1, ""),
                  (key, value) -> {
                    assertEquals(value, view.lines().get(key));
                    assertEquals(1, keys(view.ranges(), new RangeKey(line("a", 1, ""), 0)).size());
                    seen.add(value);
                    return true;
                  });
          return true;
        });
    assertEquals(List.of(mark(1), mark(2)), seen);
  }

  @Test
  void a_reader_sees_one_moment_and_does_not_wait_for_the_writer() throws Exception {
    store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(1)));
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch readingBegan = new CountDownLatch(1);
    CountDownLatch committed = new CountDownLatch(1);
    Future<?> writer =
        threads.submit(
            () ->
                store.writeOnly(
                    tables -> {
                      tables.lines().put(line("a", 1, ""), mark(2));
                      written.countDown();
                      await(readingBegan);
                    }));
    Future<?> reader =
        threads.submit(
            () ->
                store.read(
                    view -> {
                      await(written);
                      assertEquals(mark(1), view.lines().get(line("a", 1, "")));
                      readingBegan.countDown();
                      await(committed);
                      assertEquals(mark(1), view.lines().get(line("a", 1, "")));
                      return true;
                    }));
    get(writer);
    committed.countDown();
    get(reader);
    assertEquals(Optional.of(mark(2)), stored(store, line("a", 1, "")));
  }

  @Test
  void writers_run_one_at_a_time() throws Exception {
    store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(0)));
    Runnable increments =
        () -> {
          for (int i = 0; i < 200; i++) {
            store.writeOnly(StoreConformance::increment);
          }
        };
    Future<?> one = threads.submit(increments);
    Future<?> other = threads.submit(increments);
    get(one);
    get(other);
    assertEquals(Optional.of(mark(400)), stored(store, line("a", 1, "")));
  }

  @Test
  void a_view_and_its_tables_end_with_their_transaction() {
    AtomicReference<ReadableTable<LineKey, LineRecord>> leaked = new AtomicReference<>();
    AtomicReference<Tables> leakedTables = new AtomicReference<>();
    store.read(
        view -> {
          leaked.set(view.lines());
          return true;
        });
    store.writeOnly(leakedTables::set);
    assertThrows(IllegalStateException.class, () -> leaked.get().get(line("a", 1, "")));
    assertThrows(IllegalStateException.class, () -> keys(leaked.get(), line("a", 1, "")));
    Tables tables = leakedTables.get();
    assertThrows(IllegalStateException.class, tables::cluster);
    assertThrows(
        IllegalStateException.class, () -> tables.putCluster(ClusterRecord.genesis(CLUSTER_ID)));
    assertThrows(IllegalStateException.class, () -> tables.lines().put(line("a", 1, ""), mark(1)));
    assertThrows(IllegalStateException.class, () -> tables.lines().delete(line("a", 1, "")));
  }

  @Test
  void a_write_inside_a_write_fails_and_does_not_hang() {
    assertThrows(
        IllegalStateException.class,
        () -> store.writeOnly(tables -> store.writeOnly(StoreConformance::increment)));
  }

  @Test
  void a_read_inside_a_write_sees_the_moment_before() {
    store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(1)));
    store.writeOnly(
        tables -> {
          tables.lines().put(line("a", 1, ""), mark(2));
          assertEquals(Optional.of(mark(1)), stored(store, line("a", 1, "")));
        });
  }

  @Test
  void a_closed_store_refuses_and_may_be_closed_again() {
    store.close();
    store.close();
    assertThrows(IllegalStateException.class, () -> store.read(view -> true));
    assertThrows(IllegalStateException.class, () -> store.writeOnly(tables -> {}));
  }

  @Test
  void closing_waits_for_running_transactions() throws Exception {
    store.writeOnly(tables -> tables.lines().put(line("a", 1, ""), mark(1)));
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<?> reader =
        threads.submit(
            () ->
                store.read(
                    view -> {
                      began.countDown();
                      await(goOn);
                      assertEquals(mark(1), view.lines().get(line("a", 1, "")));
                      return true;
                    }));
    await(began);
    Future<?> closing = threads.submit(store::close);
    assertThrows(TimeoutException.class, () -> closing.get(200, TimeUnit.MILLISECONDS));
    goOn.countDown();
    get(reader);
    get(closing);
  }

  @Test
  void a_transaction_cannot_close_its_own_store() {
    assertThrows(
        IllegalStateException.class,
        () ->
            store.read(
                view -> {
                  store.close();
                  return true;
                }));
    assertEquals("open", store.read(view -> "open"));
  }

  @Test
  void every_table_keeps_its_own_rows() {
    store.writeOnly(tables -> ReplicatedState.begin(tables, CLUSTER_ID));
    List<NamespaceRecord> namespaces = new ArrayList<>();
    store.read(
        view -> {
          view.namespaces()
              .scan(
                  new NamespaceKey(new TenantId("0"), new NamespaceName("0")),
                  (key, value) -> namespaces.add(value));
          assertEquals(List.of(), keys(view.incarnations(), IncarnationNumber.NONE));
          return true;
        });
    assertEquals(1, namespaces.size());
    assertEquals(NamespaceName.DEFAULT, namespaces.get(0).name());
  }

  private static void increment(Tables tables) {
    LineKey key = line("a", 1, "");
    LineRecord line = tables.lines().get(key);
    tables.lines().put(key, mark(line == null ? 1 : line.highWaterMark() + 1));
  }

  static LineKey line(String tenant, long number, String label) {
    return new LineKey(new TenantId(tenant), number, new PeriodLabel(label));
  }

  static LineRecord mark(long value) {
    return new LineRecord(value, 0, 0, 0, IncarnationNumber.NONE);
  }

  private static RangeRecord range(long end) {
    return new RangeRecord(end, IncarnationNumber.NONE, 0, RangeRecord.OPEN);
  }

  static Optional<LineRecord> stored(Store store, LineKey key) {
    return store.read(view -> Optional.ofNullable(view.lines().get(key)));
  }

  static <K extends Comparable<? super K>> List<K> keys(ReadableTable<K, ?> table, K from) {
    List<K> keys = new ArrayList<>();
    table.scan(from, (key, value) -> keys.add(key));
    return keys;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS), "waited too long");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void get(Future<?> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
  }
}
