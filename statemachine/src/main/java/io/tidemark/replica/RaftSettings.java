package io.tidemark.replica;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Log.Appender;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * How a member's Raft server is set up, apart from its addresses. What is not set here keeps Ratis'
 * default. Where safety hangs on a default, it is set all the same.
 *
 * @param storageDirectory where Ratis keeps its log; the default would lie under {@code /tmp}
 * @param electionMillisMin the least time without a word from the leader before a member stands for
 *     election; heartbeats come at half of it
 * @param electionMillisMax the most; also how long a leader leads on without a majority
 * @param segmentBytesMax size of one file of the log
 */
public record RaftSettings(
    Path storageDirectory, int electionMillisMin, int electionMillisMax, int segmentBytesMax) {

  /** Without a leader for so long, a member says so to {@link RaftEvents#leaderChanged}. */
  public static final int NO_LEADER_MILLIS = 1_000;

  /** A follower that is silent for so long is reported to {@link RaftEvents#followerSlow}. */
  public static final int SLOW_MILLIS = 10_000;

  /** The least time that a request to another member may take; Ratis' default. */
  static final int REQUEST_MILLIS = 3_000;

  /** How long a leader that lost its majority stays out of elections. */
  static final int STEP_DOWN_MILLIS = 1_000;

  /** How long a joining member may stay silent before its joining is given up. */
  static final int JOIN_SILENCE_MILLIS_MAX = 10_000;

  /** How long a linearizable read waits for the log to reach its index. */
  static final int READ_MILLIS_MAX = 2_000;

  /** How long Ratis keeps replies. */
  static final int RETRY_CACHE_MILLIS = 2_000;

  /**
   * The most bytes that Ratis sends or stores at once: more than an entry with all its wrapping.
   * Never to be lowered: what the log holds above it can't be read any more.
   */
  static final int APPEND_BYTES_MAX = 2 * ReplicaStateMachine.ENTRY_BYTES_MAX;

  /**
   * A follower is silent until a whole piece of a snapshot has arrived, for there are no heartbeats
   * meanwhile. So small that a slow link does not make it look dead.
   */
  static final int SNAPSHOT_CHUNK_BYTES = 64 << 10;

  /** How many pieces of a snapshot are on their way; never 0, which Ratis takes for no limit. */
  static final int SNAPSHOT_CHUNKS_IN_FLIGHT = 4;

  /**
   * How long one piece may take. If a transfer breaks, Ratis' appender waits for all that are on
   * their way, and sends that follower nothing meanwhile.
   */
  static final int SNAPSHOT_CHUNK_MILLIS = 1_200;

  static final int LOG_CACHE_SEGMENTS_MAX = 2;
  static final int QUEUE_BYTES_MAX = 32 << 20;
  static final int QUEUE_ENTRIES_MAX = 4_096;

  /** The log is filled up with zeros in steps of so many bytes. */
  static final int PREALLOCATED_BYTES = 4 << 20;

  /**
   * @throws IllegalArgumentException if a bound is not positive, or the bounds contradict each
   *     other
   */
  public RaftSettings {
    storageDirectory = storageDirectory.toAbsolutePath().normalize();
    if (electionMillisMin < 1 || electionMillisMax <= electionMillisMin) {
      throw new IllegalArgumentException(
          "election timeouts from %d to %d ms are no interval"
              .formatted(electionMillisMin, electionMillisMax));
    }
    if (segmentBytesMax < 1) {
      throw new IllegalArgumentException(
          "segments of %d bytes: must be positive".formatted(segmentBytesMax));
    }
  }

  /** Settings for a member of a small cluster. */
  public static RaftSettings of(Path storageDirectory) {
    return new RaftSettings(storageDirectory, 600, 2_000, 16 << 20);
  }

  /** The properties to build a server with. */
  public RaftProperties toProperties() {
    RaftProperties properties = new RaftProperties();
    RaftConfigKeys.Rpc.setType(properties, new GuardedGrpc());
    setElections(properties);
    setLog(properties);
    setSnapshots(properties);
    setReads(properties);
    setPauses(properties);
    return properties;
  }

  private void setElections(RaftProperties properties) {
    // 150 to 300 ms by default: a busy machine misses that, and the leader changes for nothing.
    Rpc.setTimeoutMin(properties, millis(electionMillisMin));
    Rpc.setTimeoutMax(properties, millis(electionMillisMax));
    // A candidate whose requests for votes all fail before its election timeout is a follower
    // again, and would never be one for long enough to connect anew.
    Rpc.setRequestTimeout(properties, millis(Math.max(REQUEST_MILLIS, 2 * electionMillisMax)));
    Rpc.setSlownessTimeout(properties, millis(SLOW_MILLIS));
    // A member that was cut off must not depose a leader by a higher term.
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    // 10 s by default: so long would a cluster of two wait for its old leader.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, millis(STEP_DOWN_MILLIS));
    RaftServerConfigKeys.setStagingTimeout(properties, millis(JOIN_SILENCE_MILLIS_MAX));
    RaftServerConfigKeys.Notification.setNoLeaderTimeout(properties, millis(NO_LEADER_MILLIS));
  }

  private void setLog(RaftProperties properties) {
    RaftServerConfigKeys.setStorageDir(properties, List.of(storageDirectory.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(
        properties, storageDirectory.resolve("removed").toFile());
    Log.setUseMemory(properties, false);
    // Both count an entry as stored before it is.
    Log.setUnsafeFlushEnabled(properties, false);
    Log.setAsyncFlushEnabled(properties, false);
    // On by default: of two requests under way that begin with the same entry, a follower stores
    // the first one's, and acknowledges both.
    Log.setAppendEntriesComposeEnabled(properties, false);
    // The other policy drops what follows a damaged entry, acknowledged entries included.
    Log.setCorruptionPolicy(properties, Log.CorruptionPolicy.EXCEPTION);
    // Would append an entry after every commit, to find the commit index again after a restart. The
    // leader tells it anyway.
    Log.setLogMetadataEnabled(properties, false);
    Log.setSegmentSizeMax(properties, bytes(segmentBytesMax));
    Log.setPreallocatedSize(properties, bytes(Math.min(segmentBytesMax, PREALLOCATED_BYTES)));
    Log.setSegmentCacheNumMax(properties, LOG_CACHE_SEGMENTS_MAX);
    Log.setSegmentCacheSizeMax(
        properties, bytes((long) LOG_CACHE_SEGMENTS_MAX * segmentBytesMax + APPEND_BYTES_MAX));
    Log.setQueueByteLimit(properties, bytes(QUEUE_BYTES_MAX));
    Log.setQueueElementLimit(properties, QUEUE_ENTRIES_MAX);
    RaftServerConfigKeys.Write.setByteLimit(properties, bytes(QUEUE_BYTES_MAX));
    RaftServerConfigKeys.Write.setElementLimit(properties, QUEUE_ENTRIES_MAX);
    // An entry over this limit makes the leader step down, so that it stays out of reach.
    Appender.setBufferByteLimit(properties, bytes(APPEND_BYTES_MAX));
    // Ratis asks for eight bytes more than the appender's limit.
    Log.setWriteBufferSize(properties, bytes(APPEND_BYTES_MAX + 1024));
    // 1 ms by default, which every entry would wait.
    Appender.setWaitTimeMin(properties, millis(0));
    // A follower that has just come back is not kept waiting for 5 s, and one that is away for long
    // is still not asked all the time.
    Appender.setRetryPolicy(properties, "1ms,10, 100ms,100, 1s,1000000");
    // The answer to a repeated (client id, call id), of which there are none. Every member keeps
    // every reply for so long: a minute of busy traffic, the default, would fill the heap.
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, millis(RETRY_CACHE_MILLIS));
  }

  private static void setSnapshots(RaftProperties properties) {
    // Off by default. Asked after every entry, the replica decides by itself: see SnapshotBounds.
    Snapshot.setAutoTriggerEnabled(properties, true);
    Snapshot.setAutoTriggerThreshold(properties, 1);
    // Snapshots are taken beside the thread that applies; a close would not wait for one.
    Snapshot.setTriggerWhenStopEnabled(properties, false);
    Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    // Else a member that is down keeps all others from purging their logs.
    Log.setPurgeUptoSnapshotIndex(properties, true);
    // The replica says itself up to where the log may go.
    Log.setPurgePreservationLogNum(properties, 0);
    Log.setPurgeGap(properties, 1);
    // A follower behind the log is sent the snapshot itself.
    Appender.setInstallSnapshotEnabled(properties, true);
    Appender.setSnapshotChunkSizeMax(properties, bytes(SNAPSHOT_CHUNK_BYTES));
    GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(
        properties, SNAPSHOT_CHUNKS_IN_FLIGHT);
    // Ratis waits for a piece as often longer as there are pieces on their way.
    GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(
        properties, millis(SNAPSHOT_CHUNK_MILLIS));
  }

  private static void setReads(RaftProperties properties) {
    // By default a read is answered from what the leader believes to have applied.
    Read.setOption(properties, Read.Option.LINEARIZABLE);
    // A lease hangs on clocks and pauses.
    Read.setLeaderLeaseEnabled(properties, false);
    Read.setLeaderHeartbeatCheckEnabled(properties, true);
    Read.setTimeout(properties, millis(READ_MILLIS_MAX));
  }

  private static void setPauses(RaftProperties properties) {
    // A server that was paused for over a minute closes itself by default. Nothing here hangs on
    // time, so it may go on: it steps down and follows.
    RaftServerConfigKeys.setCloseThreshold(
        properties, TimeDuration.valueOf(Duration.ofDays(365).toSeconds(), TimeUnit.SECONDS));
  }

  private static TimeDuration millis(int millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }

  private static SizeInBytes bytes(long bytes) {
    return SizeInBytes.valueOf(bytes);
  }
}
