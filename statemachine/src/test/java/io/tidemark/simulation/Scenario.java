package io.tidemark.simulation;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import java.util.List;

/**
 * What a run is about, beside its seed.
 *
 * @param members 3 or 5
 * @param durationMillis of trouble; some time to heal follows
 * @param faultGapMillisMax longest time between two faults
 * @param lossPercent messages lost
 * @param retryCacheMillis how long a server remembers a call
 * @param giveUpMillis when a proposer stops waiting for a reply
 * @param holdMillisMax when a holding expires
 * @param windowMillis length of the windows that nodes ask for
 * @param snapshotEntries log entries from one snapshot to the next
 * @param rowsMax of the cluster's state
 * @param firstIncarnation the number that the first process gets
 */
record Scenario(
    Mutant mutant,
    int members,
    long durationMillis,
    int faultGapMillisMax,
    int lossPercent,
    long retryCacheMillis,
    long giveUpMillis,
    long holdMillisMax,
    long windowMillis,
    int snapshotEntries,
    long rowsMax,
    long firstIncarnation) {

  /** Draws a scenario. Most are roomy; a few start close to a limit. */
  static Scenario drawn(Chance chance, Mutant mutant) {
    boolean crowded = chance.percent(6);
    boolean oldCluster = chance.percent(4);
    return new Scenario(
        mutant,
        chance.oneOf(List.of(3, 3, 5)),
        chance.between(8_000L, 36_000L),
        chance.between(500, 5_000),
        chance.oneOf(List.of(0, 2, 10, 25)),
        chance.oneOf(List.of(1_500L, 8_000L, 60_000L)),
        chance.between(800L, 5_000L),
        chance.between(4_000L, 30_000L),
        chance.between(2_000L, 40_000L),
        chance.between(20, 100),
        crowded ? chance.between(20, 120) : ClusterRecord.ROWS_MAX_DEFAULT,
        oldCluster ? IncarnationNumber.MAX - chance.between(3, 12) : 1);
  }

  /** Whether processes can be registered for as long as the run lasts. */
  boolean hasIncarnationsToSpare() {
    return firstIncarnation == 1;
  }

  /** Whether namespaces can be created for as long as the run lasts. */
  boolean hasRoom() {
    return rowsMax == ClusterRecord.ROWS_MAX_DEFAULT;
  }
}
