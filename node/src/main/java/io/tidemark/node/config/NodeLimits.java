package io.tidemark.node.config;

/**
 * Every bound of a node.
 *
 * @param requestMillisMax how long a request for IDs may wait for a reservation, and a read for a
 *     majority's word
 * @param changeMillisMax how long a change of a namespace may wait until it is decided
 * @param leaderlessMillisMax how long no leader may be in sight before requests that need one are
 *     refused at once
 * @param holdMillisMax how long a range or window may be issued from, counted from before its
 *     proposal
 * @param demandMillis how much demand a holding covers, so that a leader failover stalls nobody
 * @param windowAheadMillis how far ahead of the clock a time window is asked for; below {@code
 *     60_000}
 * @param clockReportMillis how often an idle node reports its clock; with {@code windowAheadMillis}
 *     at most {@code 55_000}
 * @param proposalMillisMax how long a proposal may take before its outcome counts as unknown
 * @param entryCommandsMax how many commands go into one log entry
 * @param entriesInFlightMax how many entries may be on their way at once
 * @param queuedCommandsMax how many commands may wait for an entry
 * @param waitersMax how many requests of the node may wait at once
 * @param electionMillisMin the shortest election timeout
 * @param electionMillisMax the longest election timeout
 * @param snapshotEntries after how many log entries a snapshot is taken
 * @param snapshotBytes or after how many bytes of them
 * @param logKeptEntries how many entries of the log stay before a snapshot, at most
 * @param logSegmentBytes size of one file of the log, which is dropped as a whole
 * @param drainMillisMax how long a graceful stop may take
 */
public record NodeLimits(
    long requestMillisMax,
    long changeMillisMax,
    long leaderlessMillisMax,
    long holdMillisMax,
    long demandMillis,
    long windowAheadMillis,
    long clockReportMillis,
    long proposalMillisMax,
    int entryCommandsMax,
    int entriesInFlightMax,
    int queuedCommandsMax,
    int waitersMax,
    long electionMillisMin,
    long electionMillisMax,
    long snapshotEntries,
    long snapshotBytes,
    long logKeptEntries,
    int logSegmentBytes,
    long drainMillisMax) {

  /** What a node uses unless told otherwise. */
  public static final NodeLimits DEFAULT =
      new NodeLimits(
          2_000, 7_000, 1_000, 60_000, 10_000, 20_000, 15_000, 1_500, 1_000, 4, 100_000, 20_000,
          600, 1_200, 2_000, 32 << 20, 20_000, 16 << 20, 9_000);
}
