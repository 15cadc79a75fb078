package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.core.NodeName;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaderWatchTest {

  private final AtomicLong nanos = new AtomicLong(100);
  private final AtomicReference<@Nullable NodeName> leader = new AtomicReference<>();

  @Test
  void aNodeIsLeaderlessFromItsStartAndFromTheFirstLookAfterALoss() {
    LeaderWatch watch = new LeaderWatch(leader::get, nanos::get);
    nanos.set(200);
    assertEquals(100, watch.leaderlessSinceNanos());
    leader.set(new NodeName("n1"));
    assertEquals(Long.MAX_VALUE, watch.leaderlessSinceNanos());
    leader.set(null);
    nanos.set(300);
    assertEquals(300, watch.leaderlessSinceNanos());
    nanos.set(400);
    assertEquals(300, watch.leaderlessSinceNanos());
  }
}
