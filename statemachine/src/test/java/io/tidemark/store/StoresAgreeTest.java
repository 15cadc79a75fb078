package io.tidemark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Outcome;
import io.tidemark.core.RandomTraffic;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.encoding.EntryEncoding;
import io.tidemark.encoding.ReplyEncoding;
import io.tidemark.snapshot.StateHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two stores are twins: the same log leaves the same rows and gives the same replies. */
final class StoresAgreeTest {

  private static final long MAP_BYTES = 64 << 20;
  private static final int ENTRIES = 120;

  @Property(tries = 30)
  void the_same_log_gives_the_same_replies_and_the_same_rows(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("stores-agree");
    try (LmdbStore lmdb = LmdbStore.openEmpty(directory, MAP_BYTES);
        MemoryStore memory = new MemoryStore()) {
      RandomTraffic traffic = new RandomTraffic(seed);
      lmdb.writeOnly(traffic::begin);
      memory.writeOnly(new RandomTraffic(seed)::begin);
      for (int i = 0; i < ENTRIES; i++) {
        Entry entry = traffic.nextEntry();
        LogPosition position = traffic.nextPosition();
        Entry travelled = EntryEncoding.decode(EntryEncoding.encode(entry));
        List<Reply> replies =
            memory.write(tables -> ReplicatedState.apply(tables, position, entry));
        assertEquals(
            replies, lmdb.write(tables -> ReplicatedState.apply(tables, position, travelled)));
        assertEquals(replies, ReplyEncoding.decode(ReplyEncoding.encode(replies)));
        if (i % 10 == 0) {
          assertEquals(memory.read(StateHash::of), lmdb.read(StateHash::of));
        }
        traffic.learn(replies);
      }
      assertEquals(memory.read(StateHash::of), lmdb.read(StateHash::of));
    } finally {
      delete(directory);
    }
  }

  @Test
  void the_traffic_meets_every_kind_of_outcome(@TempDir Path directory) {
    Set<Class<?>> met = new HashSet<>();
    try (LmdbStore store = LmdbStore.openEmpty(directory, MAP_BYTES)) {
      RandomTraffic traffic = new RandomTraffic(1);
      store.writeOnly(traffic::begin);
      for (int i = 0; i < 2_000; i++) {
        Entry entry = traffic.nextEntry();
        LogPosition position = traffic.nextPosition();
        List<Reply> replies = store.write(tables -> ReplicatedState.apply(tables, position, entry));
        traffic.learn(replies);
        replies.forEach(reply -> met.add(reply.outcome().getClass()));
      }
    }
    assertEquals(Set.of(Outcome.class.getPermittedSubclasses()), met);
  }

  private static void delete(Path directory) throws IOException {
    for (String file : List.of("data.mdb", "lock.mdb")) {
      assertTrue(Files.deleteIfExists(directory.resolve(file)));
    }
    Files.delete(directory);
  }
}
