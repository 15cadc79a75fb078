package io.tidemark.jepsen.run;

import io.tidemark.jepsen.nemesis.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test.
 *
 * @param workload the name of what clients do
 * @param faults of which one after the other is drawn; none leaves the cluster in peace
 * @param inOrder whether they are taken in turn and not drawn
 * @param faultsMax after so many it ends, whatever time is left
 * @param calm how long the cluster is whole before each fault, at least
 * @param lasts how long clients go on
 * @param voters nodes of the cluster
 * @param sessionsPerNode clients of each node
 * @param rate calls per second that each client makes, unless answers are slower
 * @param seed what everything random is drawn from
 * @param distribution directory of the packaged distribution
 * @param mutant directory of classes in front of the distribution's; null for none
 */
public record TestPlan(
    String workload,
    List<Fault> faults,
    boolean inOrder,
    int faultsMax,
    Duration calm,
    Duration lasts,
    int voters,
    int sessionsPerNode,
    double rate,
    long seed,
    Path distribution,
    @Nullable Path mutant) {

  /** Nodes serve again, and hold little yet. */
  public static final Duration USUAL_CALM = Duration.ofSeconds(2);

  private static final Duration CALM_MAX = Duration.ofMinutes(10);

  public TestPlan {
    faults = List.copyOf(faults);
    if (calm.isNegative() || calm.compareTo(CALM_MAX) > 0) {
      throw new IllegalArgumentException(
          "the calm before a fault is between 0 and %d s, not %s"
              .formatted(CALM_MAX.toSeconds(), calm));
    }
    if (voters < 3 || sessionsPerNode < 1 || rate <= 0) {
      throw new IllegalArgumentException(
          "a test needs 3 nodes, a client and a rate above 0, not %d, %d and %s"
              .formatted(voters, sessionsPerNode, rate));
    }
  }

  boolean needs(Fault.Need need) {
    return faults.stream().anyMatch(fault -> fault.need() == need);
  }

  /** The faults' names, as a folder can be called. */
  public String faultsText() {
    return switch (faults.size()) {
      case 0 -> "none";
      case 1, 2, 3 -> String.join("+", faults.stream().map(Fault::name).toList());
      default -> "mix";
    };
  }
}
