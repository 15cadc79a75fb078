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
  void whoStaysSilentIsGivenMoreTimeEachTimeUpToABound() {
    silent("n2", 60_000);
    List<Long> pauses = new ArrayList<>();
    look(0);
    long waited = 0;
    while (pauses.size() < ConnectionWatch.PLAIN_ATTEMPTS + ConnectionWatch.DOUBLINGS_MAX + 1) {
      int before = reconnected.size();
      look(AGAIN);
      waited += AGAIN;
      if (reconnected.size() > before) {
        pauses.add(waited / AGAIN);
        waited = 0;
      }
    }
    assertEquals(List.of(1L, 1L, 1L, 1L, 2L, 4L, 8L, 16L, 16L), pauses);
    silent("n2", 0);
    look(0);
    silent("n2", 60_000);
    look(0);
    int first = reconnected.size();
    look(AGAIN);
    assertEquals(first + 1, reconnected.size(), "an answer did not set it back");
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
