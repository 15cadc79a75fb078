package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Store;
import io.tidemark.core.View;
import io.tidemark.store.LmdbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStoreTest {

  @TempDir Path home;
  private final List<Store> opened = new ArrayList<>();
  private LiveStore live;

  @BeforeEach
  void start() throws IOException {
    live =
        new LiveStore(
            home.resolve("live"),
            directory -> {
              Store store = LmdbStore.openEmpty(directory, 1 << 20);
              opened.add(store);
              return store;
            });
    live.clear();
  }

  @AfterEach
  void stop() {
    live.close();
  }

  @Test
  void nothing_can_be_read_before_the_first_store_and_after_the_close() throws IOException {
    assertThrows(IllegalStateException.class, () -> live.read(View::cluster));
    live.replace(store -> begin(store, "a"));
    assertEquals("a", clusterId());
    live.close();
    assertThrows(IllegalStateException.class, () -> live.read(View::cluster));
  }

  @Test
  void a_reader_keeps_its_store_while_another_is_put_in_place() throws Exception {
    live.replace(store -> begin(store, "a"));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch replaced = new CountDownLatch(1);
    FutureTask<String> reader =
        new FutureTask<>(
            () ->
                live.read(
                    view -> {
                      reading.countDown();
                      await(replaced);
                      return view.cluster().clusterId();
                    }));
    Thread.ofPlatform().start(reader);
    await(reading);
    live.replace(store -> begin(store, "b"));
    assertEquals("b", clusterId());
    replaced.countDown();
    assertEquals("a", reader.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertThrows(
        IllegalStateException.class, () -> opened.getFirst().read(View::cluster), "still open");
    assertEquals(1, DurableFiles.list(home.resolve("live")).size());
  }

  @Test
  void a_store_that_can_not_be_filled_does_not_come_into_place() throws IOException {
    live.replace(store -> begin(store, "a"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            live.replace(
                store -> {
                  throw new IllegalArgumentException("broken");
                }));
    assertEquals("a", clusterId());
    assertThrows(IllegalStateException.class, () -> opened.getLast().read(View::cluster));
  }

  @Test
  void what_an_earlier_process_left_is_deleted() throws IOException {
    Path left = home.resolve("live/1/data.mdb");
    live.replace(store -> begin(store, "a"));
    assertTrue(Files.exists(left));
    LiveStore next =
        new LiveStore(home.resolve("live"), directory -> LmdbStore.openEmpty(directory, 1 << 20));
    next.clear();
    assertEquals(List.of(), DurableFiles.list(home.resolve("live")));
  }

  private String clusterId() {
    return live.read(view -> view.cluster().clusterId());
  }

  private static void begin(Store store, String clusterId) {
    store.writeOnly(tables -> ReplicatedState.begin(tables, clusterId));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
