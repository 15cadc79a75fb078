package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftClientReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members. */
class ReplicationTest {

  @TempDir static Path home;
  static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster(home, 3).started();
    cluster.register(0, 30);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void every_member_has_the_same_state_at_the_same_place() {
    cluster.awaitEqual();
    assertEquals(Set.of(31L), each(Member::nextIncarnation));
    assertEquals(Set.of(Set.of(node("n1"), node("n2"), node("n3"))), each(Member::voters));
  }

  @Test
  void every_member_reports_the_same_entries_in_the_logs_order() {
    cluster.awaitEqual();
    Set<List<LogPosition>> reported = each(member -> member.listener().applied().subList(0, 30));
    assertEquals(1, reported.size());
    List<Long> indexes = reported.iterator().next().stream().map(LogPosition::index).toList();
    assertEquals(indexes.stream().sorted().toList(), indexes);
  }

  @Test
  void every_member_knows_the_leader() {
    Member leader = cluster.leader();
    await()
        .atMost(TestCluster.PATIENCE)
        .until(() -> each(m -> m.listener().leaders().getLast()).equals(Set.of(leader.name())));
  }

  @Test
  void a_read_through_any_member_sees_what_was_written_before() throws Exception {
    for (int i = 0; i < 10; i++) {
      cluster.register(10_000 + i, 1);
      long written = cluster.leader().applied().index();
      for (Member member : cluster.members()) {
        RaftClientReply reply = cluster.read(member);
        assertTrue(PositionMessage.decode(reply.getMessage()).index() >= written);
        assertTrue(member.state().index() >= written);
      }
    }
  }

  private static NodeName node(String name) {
    return new NodeName(name);
  }

  private static <T> Set<T> each(Function<Member, T> what) {
    return cluster.members().stream().map(what).collect(Collectors.toSet());
  }
}
