package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A way to hurt a cluster.
 *
 * @param name as it is called on the command line
 * @param need what the cluster must have been set up with
 * @param blow strikes, and says what is to be done afterwards
 */
public record Fault(String name, Need need, Blow blow) {

  /** What a fault takes. */
  public enum Need {
    NOTHING,
    /** Clocks that can be changed. */
    CLOCKS,
    /** A small file system for each node. */
    DISKS,
    /** A node that is not in the cluster. */
    SPARE,
    /** Five nodes that form the cluster. */
    FIVE,
    /** A workload that bears it that the rules of namespaces go back to a backup. */
    REWIND
  }

  /** Strikes. All that is random in it is drawn from the run's seed. */
  @FunctionalInterface
  public interface Blow {
    /** Hurts the cluster, which is whole and calm. */
    Wound strike(Db db, SplittableRandom random);
  }

  /**
   * What a blow has done.
   *
   * @param hurt whose answers prove nothing until the cluster has recovered
   * @param lasts how long it stays so
   * @param heal takes the cause away; what died is started again afterwards
   * @param damaged whether files of the hurt nodes were changed, so that they may refuse to start
   */
  public record Wound(List<Node> hurt, Duration lasts, Runnable heal, boolean damaged) {

    static Wound of(List<Node> hurt, Duration lasts, Runnable heal) {
      return new Wound(hurt, lasts, heal, false);
    }

    /** For wounds that need no healing but that what died is started again. */
    static void nothing() {}

    static Wound of(Node hurt, Duration lasts, Runnable heal) {
      return of(List.of(hurt), lasts, heal);
    }
  }
}
