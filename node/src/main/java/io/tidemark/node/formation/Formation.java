package io.tidemark.node.formation;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.identity.Identity;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Takes this node from an empty directory to membership, one durable step at a time, by {@link
 * FormationRules}. Killed after any write, it goes on from there. One thread.
 */
public final class Formation {

  private final NodeName self;
  private final SortedMap<NodeName, HostPort> peers;
  private final FormationDisk disk;
  private final Supplier<String> clusterIds;
  private final FormationRules rules;

  /**
   * @param peers all members of the new cluster, {@code self} included
   * @param clusterIds draws random ids
   */
  public Formation(
      NodeName self,
      SortedMap<NodeName, HostPort> peers,
      FormationDisk disk,
      Supplier<String> clusterIds) {
    this.self = self;
    this.peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    this.disk = disk;
    this.clusterIds = clusterIds;
    this.rules = new FormationRules(self, peers);
  }

  /** What the disk says. */
  public Stage stage() {
    return stageOf(disk.identity());
  }

  /** What a disk with this identity says. */
  public static Stage stageOf(Optional<Identity> identity) {
    return identity
        .<Stage>map(
            known ->
                switch (known.phase()) {
                  case PREPARED -> new Stage.Prepared(known.clusterId());
                  case JOINING, FORMED -> new Stage.Formed(known.clusterId());
                  case RESTORED -> new Stage.Restored(known.clusterId());
                })
        .orElseGet(Stage.Empty::new);
  }

  /**
   * Decides on a round of answers and takes the step.
   *
   * @param sights one per other peer, all asked after this process read its disk
   * @return what was decided, and by now done
   */
  public Step advance(SortedMap<NodeName, Sight> sights) throws IOException {
    Stage stage = stage();
    Step step = rules.next(stage, sights);
    switch (step) {
      case Step.Draw() -> disk.record(Identity.prepared(clusterIds.get(), self, peers));
      case Step.Adopt(String id) -> disk.record(Identity.prepared(id, self, peers));
      case Step.Form(String id) when !(stage instanceof Stage.Formed) -> form(id);
      case Step.Form ignored -> {}
      case Step.Wait ignored -> {}
      case Step.Refuse ignored -> {}
    }
    return step;
  }

  /**
   * The storage first: a directory that says "formed" has it, so a member whose storage is gone is
   * never mistaken for a new one.
   */
  private void form(String clusterId) throws IOException {
    disk.formatRaft(clusterId);
    disk.record(disk.identity().orElseThrow().formed());
  }
}
