package io.tidemark.simulation;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.ReplicatedState;

/**
 * A copy of a replica's rows on its disk.
 *
 * @param index the last log index that is in it
 */
record Snapshot(long index, SimulatedStore rows) {

  private static final String CLUSTER_ID = "00000000-0000-4000-8000-000000000000";

  /** What every member of a new cluster starts from. */
  static Snapshot genesis(Scenario scenario) {
    SimulatedStore rows = new SimulatedStore(CLUSTER_ID);
    rows.writeOnly(
        tables -> {
          ReplicatedState.begin(tables, CLUSTER_ID);
          ClusterRecord begun = tables.cluster();
          tables.putCluster(
              new ClusterRecord(
                  begun.clusterId(),
                  begun.epoch(),
                  begun.featureLevel(),
                  begun.applied(),
                  begun.replicatedTimeMillis(),
                  scenario.firstIncarnation(),
                  begun.nextNamespaceNumber(),
                  begun.rows(),
                  scenario.rowsMax(),
                  begun.members(),
                  begun.clockMillis(),
                  begun.current(),
                  begun.secret(),
                  begun.lineage()));
        });
    return new Snapshot(begunIndex(rows), rows);
  }

  private static long begunIndex(SimulatedStore rows) {
    return rows.cluster().applied().index();
  }
}
