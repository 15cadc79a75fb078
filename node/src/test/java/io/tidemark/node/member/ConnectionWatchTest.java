package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.core.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {

  private static final long SILENCE_MAX = 2_000;
  private static final long AGAIN = 6_000;

  private final SortedMap<NodeName, Long> silentMillis = new TreeMap<>();
  private final List<String> reconnected = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(-1);
  private final ConnectionWatch watch =
      new ConnectionWatch(new Peers(), SILENCE_MAX, AGAIN, nanos::get);

  @Test
  void aSilentFollowerIsConnectedToAnewAndAgainAfterAWhile() {
    silent("n2", SILENCE_MAX + 1);
    silent("n3", SILENCE_MAX);
    look(0);
    assertEquals(List.of("n2"), reconnected);
    look(AGAIN - 1);
    assertEquals(List.of("n2"), reconnected);
    look(1);
    assertEquals(List.of("n2", "n2"), reconnected);
  }

  @Test
  void oneThatAnsweredMeanwhileIsConnectedToAnewAtOnce() {
    silent("n2", 60_000);
    look(0);
    silent("n2", 10);
    look(100);
    silent("n2", SILENCE_MAX + 1);
    look(100);
    assertEquals(List.of("n2", "n2"), reconnected);
  }

  @Test
  void whoAsksNobodyKeepsItsConnections() {
    look(0);
    assertEquals(List.of(), reconnected);
  }

  private void silent(String follower, long millis) {
    silentMillis.put(new NodeName(follower), millis);
  }

  private void look(long laterMillis) {
    nanos.addAndGet(laterMillis * 1_000_000);
    watch.look();
  }

  private final class Peers implements ConnectionWatch.Raft {

    @Override
    public SortedMap<NodeName, Long> unansweredMillis() {
      return silentMillis;
    }

    @Override
    public void reconnect(NodeName peer) {
      reconnected.add(peer.value());
    }
  }
}
