package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    /** That nobody else changes the members: a node may have to be taken in anew. */
    REJOIN,
    /** A node that is not in the cluster. */
    SPARE,
    /** Knowing what nodes have forced to disk. */
    POWER,
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
   * @param damage of files of the hurt nodes, so that they may refuse to start; null for none
   * @param told what else is worth knowing of it
   */
  public record Wound(
      List<Node> hurt,
      Duration lasts,
      Runnable heal,
      @Nullable Damage damage,
      Map<String, String> told) {

    public Wound {
      hurt = List.copyOf(hurt);
      told = Map.copyOf(told);
    }

    static Wound of(List<Node> hurt, Duration lasts, Runnable heal) {
      return new Wound(hurt, lasts, heal, null, Map.of());
    }

    /** For changed files. */
    static Wound ofFiles(Node hurt, Duration lasts, Runnable heal, Damage damage) {
      return new Wound(List.of(hurt), lasts, heal, damage, Map.of());
    }

    /** With something that is worth knowing. */
    Wound telling(String name, Object what) {
      Map<String, String> more = new TreeMap<>(told);
      more.put(name, what.toString());
      return new Wound(hurt, lasts, heal, damage, more);
    }

    /** For wounds that need no healing but that what died is started again. */
    static void nothing() {}

    static Wound of(Node hurt, Duration lasts, Runnable heal) {
      return of(List.of(hurt), lasts, heal);
    }
  }

  /**
   * Files that are not what their node left.
   *
   * @param type of file that was hit, for the count of such hits; null if it is not one of those
   * @param cure puts the files right again, if the node refused to start with them; null if there
   *     is none, so that the node is taken in anew
   */
  public record Damage(@Nullable String type, @Nullable Runnable cure) {

    static final Damage WITHOUT_CURE = new Damage(null, null);
  }
}
