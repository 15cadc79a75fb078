package io.tidemark.jepsen.run;

import static io.tidemark.jepsen.run.Demand.atLeast;
import static io.tidemark.jepsen.run.Demand.atMost;
import static io.tidemark.jepsen.run.Demand.told;

import io.tidemark.jepsen.checker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the runs that a release must pass.
 *
 * @param name as it is called on the command line
 * @param faults in turn; 'mix' draws from all
 * @param faultsMax after so many it ends
 * @param calm how long the cluster is whole before each fault, at least
 * @param minutesMax or after so long
 * @param clients of each node
 * @param rate calls per second of each client
 * @param demands beside that every checker finds it valid
 */
record ReleaseRun(
    String name,
    List<String> faults,
    int faultsMax,
    Duration calm,
    int minutesMax,
    int clients,
    double rate,
    List<Demand> demands) {

  /** Before its name, at the end of its folder's. */
  static final String FOLDER = "release-";

  private static final int CLIENTS = 4;
  private static final double RATE = 10;
  private static final int HITS_EACH = 36;

  /** Of a hundred thousand calls and more. */
  private static final int BEYOND_DEMAND_MAX = 20;

  /** In such a calm a node learns again what it is asked for, and prepares for it. */
  private static final Duration DEMAND_KNOWN = Duration.ofSeconds(10);

  ReleaseRun {
    faults = List.copyOf(faults);
    demands = List.copyOf(demands);
  }

  /** Whether all figures are as demanded. */
  boolean isMet(List<Verdict> verdicts) {
    return demands.stream().allMatch(demand -> demand.isMet(verdicts));
  }

  static List<ReleaseRun> all() {
    return List.of(
        usual(
            "leader-kill",
            50,
            List.of("kill-leader"),
            atMost("availability", "failed", 0),
            atMost("availability", "failed_beyond_demand", BEYOND_DEMAND_MAX),
            told("availability", "survivors_p99.9_ms"),
            told("availability", "survivors_max_ms"),
            atMost("recovery", "without_reservation.kill-leader", 0),
            atMost("recovery", "reservation_p50_ms.kill-leader", 2_000),
            atMost("recovery", "reservation_max_ms.kill-leader", 5_000)),
        usual(
            "follower-kill",
            50,
            List.of("kill-follower"),
            atMost("availability", "failed", 0),
            atMost("availability", "failed_beyond_demand", BEYOND_DEMAND_MAX),
            told("availability", "survivors_p99.9_ms"),
            told("availability", "survivors_max_ms")),
        usual(
            "all-kill",
            20,
            List.of("kill-all"),
            told("recovery", "serving_p50_ms.kill-all"),
            atMost("recovery", "serving_max_ms.kill-all", 10_000)),
        usual(
            "isolation",
            90,
            List.of("isolate-leader", "isolate-leader-inbound", "isolate-leader-outbound"),
            Stream.of("isolate-leader", "isolate-leader-inbound", "isolate-leader-outbound")
                .flatMap(
                    fault ->
                        Stream.of(
                            atMost("recovery", "serving_max_ms." + fault, 5_000),
                            told("recovery", "hurt_answered." + fault),
                            told("recovery", "hurt_refused." + fault)))
                .toArray(Demand[]::new)),
        // Half of these faults hit the node that the one before had killed.
        usual(
                "stuck-connections",
                40,
                List.of("stuck-follower", "stuck-election"),
                atMost("availability", "failed", 0),
                atMost("availability", "failed_beyond_demand", BEYOND_DEMAND_MAX),
                atMost("recovery", "without_reservation.stuck-election", 0),
                atMost("recovery", "reservation_max_ms.stuck-election", 10_000))
            .withCalm(DEMAND_KNOWN),
        usual(
            "pause-70s",
            6,
            List.of("pause-leader-70s", "pause-follower-70s"),
            atMost("recovery", "serving_max_ms.pause-leader-70s", 15_000),
            atMost("recovery", "serving_max_ms.pause-follower-70s", 15_000)),
        usual(
            "clocks",
            24,
            List.of("clock-ahead", "clock-behind", "clock-strobe", "clock-drift"),
            told("stamps", "compared"),
            told("stamps", "furthest_ahead_ms")),
        corruption(),
        usual(
            "disk-full",
            10,
            List.of("disk-full"),
            atMost("exits", "slowest_ms.disk-full", 5_000),
            atMost("availability", "failed", 0),
            atMost("availability", "failed_beyond_demand", BEYOND_DEMAND_MAX)),
        usual("power-cut", 20, List.of("power-cut", "power-cut-all")),
        usual(
            "snapshots",
            20,
            List.of(
                "behind-purged-log",
                "kill-snapshot-take",
                "kill-snapshot-rename",
                "kill-snapshot-install",
                "kill-install-rename")),
        mix());
  }

  private static ReleaseRun usual(String name, int count, List<String> faults, Demand... demands) {
    List<Demand> all = new ArrayList<>();
    int each = count / faults.size();
    faults.forEach(fault -> all.add(atLeast("recovery", "faults." + fault, each)));
    Collections.addAll(all, demands);
    return new ReleaseRun(name, faults, count, TestPlan.USUAL_CALM, 90, CLIENTS, RATE, all);
  }

  private ReleaseRun withCalm(Duration longer) {
    return new ReleaseRun(name, faults, faultsMax, longer, minutesMax, clients, rate, demands);
  }

  private static ReleaseRun corruption() {
    List<String> faults = new ArrayList<>();
    for (String log : List.of("flip-log", "truncate-log", "tear-log")) {
      faults.addAll(
          List.of(
              log,
              "flip-raft-meta",
              "flip-configuration",
              log.equals("truncate-log") ? "truncate-snapshot" : "flip-snapshot",
              "flip-identity",
              "flip-store"));
    }
    List<Demand> demands = new ArrayList<>();
    List<String> types =
        List.of("log", "raft-meta", "configuration", "snapshot", "identity", "store");
    for (String type : types) {
      demands.add(atLeast("corruption", "hits." + type, 30));
      demands.add(told("corruption", "noticed." + type));
    }
    return new ReleaseRun(
        "corruption",
        faults,
        HITS_EACH * types.size(),
        TestPlan.USUAL_CALM,
        120,
        CLIENTS,
        RATE,
        demands);
  }

  private static ReleaseRun mix() {
    return new ReleaseRun(
        "mix",
        List.of("mix"),
        Integer.MAX_VALUE,
        TestPlan.USUAL_CALM,
        70,
        CLIENTS,
        18,
        List.of(
            atLeast("availability", "faults", 100),
            atLeast("unique", "ids", 50_000_000),
            told("availability", "failed"),
            told("availability", "failed_beyond_demand"),
            told("availability", "unhurt_p99.9_ms")));
  }
}
