package io.tidemark.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.core.NodeName;
import io.tidemark.replica.RaftEvents;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and tells what happens to this member's snapshots and followers. */
final class RaftEventMeters implements RaftEvents {

  private static final Logger LOG = LoggerFactory.getLogger(RaftEventMeters.class);

  private final Counter taken;
  private final Counter failed;
  private final Counter refused;
  private final Counter slow;

  RaftEventMeters(MeterRegistry registry) {
    taken = counter(registry, "snapshot.taken", "Snapshots that this node has taken");
    failed =
        counter(registry, "snapshot.failed", "Snapshots, or witnesses, that could not be written");
    refused =
        counter(
            registry, "snapshot.refused", "Received snapshots that were broken and thrown away");
    slow =
        counter(
            registry, "raft.follower.slow", "Times that a follower was silent for long, on leader");
  }

  @Override
  public void snapshotTaken(SnapshotSummary snapshot) {
    taken.increment();
    LOG.debug("took a snapshot at {} of {} rows", snapshot.applied(), snapshot.rows());
  }

  @Override
  public void snapshotFailed(IOException reason) {
    failed.increment();
  }

  @Override
  public void snapshotRefused(RuntimeException reason) {
    refused.increment();
    LOG.warn("a snapshot that the leader sent was refused", reason);
  }

  @Override
  public void followerSlow(NodeName follower) {
    slow.increment();
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("tidemark." + name).description(description).register(registry);
  }
}
