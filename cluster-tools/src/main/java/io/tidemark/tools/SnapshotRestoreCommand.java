package io.tidemark.tools;

import io.tidemark.node.config.LoadedConfig;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.config.NodeConfigLoader;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.restore.RestorePlan;
import io.tidemark.node.restore.RestoredDirectory;
import io.tidemark.snapshot.BrokenSnapshotException;
import io.tidemark.snapshot.SnapshotContent;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes one node's data directory of a backup, for a new cluster. */
@Command(
    name = "restore",
    description = {
      "Make the data directory of one node of a NEW cluster from a backup; needs no running node.",
      "The old cluster may have issued more after the backup, so every number line goes on behind"
          + " all that it can have reserved. How much that is, only you know: give"
          + " --reserved-at-most or --raise-by.",
      "Run it for one node; it prints the command for each other node. Start the nodes when all are"
          + " restored."
    },
    footer = {
      "",
      "Example:",
      "  tidemark snapshot restore tidemark.snapshot --data-dir /var/lib/tidemark --name n1 \\",
      "    --peers n1=10.0.0.1:7400,n2=10.0.0.2:7400,n3=10.0.0.3:7400 \\",
      "    --reserved-at-most 1000 --old-cluster-stopped"
    })
final class SnapshotRestoreCommand implements Callable<Integer> {

  /**
   * For how long the commands for other nodes hold. Run again much later, on nodes that have lost
   * their disks since, they would make members that have forgotten what they did.
   */
  private static final Duration RESTORED_AT_HOLDS_MAX = Duration.ofHours(1);

  private final InstantSource wall = InstantSource.system();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "A new one.")
  private Path dataDir = Path.of("");

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "This node.")
  private String name = "";

  @Option(
      names = "--peers",
      required = true,
      paramLabel = "NAME=HOST:PORT,...",
      description = "All members of the new cluster, this one included.")
  private String peers = "";

  @Option(
      names = "--reserved-at-most",
      paramLabel = "N",
      description =
          "The most values per second by which any one line can have risen since the backup, raises"
              + " by hand and restores included.")
  private @Nullable Long reservedPerSecondMax;

  @Option(
      names = "--raise-by",
      paramLabel = "N",
      description = "The most values by which any one line can have risen since the backup.")
  private @Nullable Long raiseBy;

  @Option(
      names = "--old-cluster-stopped",
      description = "Says that no node of the old cluster runs, and none will run again.")
  private boolean oldClusterStopped;

  @Option(
      names = "--restored-at",
      paramLabel = "TIME",
      description = "When the old cluster had stopped (default: now). The first run prints it.")
  private @Nullable String restoredAt;

  @Option(
      names = "--incarnations-at-most",
      paramLabel = "N",
      description =
          "The most node processes that can have been started since the backup, and as many as each"
              + " earlier restore of it passed over (default: 65536 and 10 for each second of its"
              + " age).")
  private @Nullable Long incarnationsMax;

  @Option(
      names = "--clock-error-at-most",
      paramLabel = "SECONDS",
      description = "By how much clocks can differ (default: 60). Snowflakes wait for it.")
  private long clockErrorSecondsMax = RestorePlan.CLOCK_ERROR_MILLIS_DEFAULT / 1_000;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: table).")
  private ClientOptions.Output output = ClientOptions.Output.TABLE;

  /** The operator must say more, or something else; nothing was done. */
  private static final class WordMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WordMissingException(String line) {
      super(line);
    }
  }

  @Override
  public Integer call() {
    try {
      requireWord();
      return restore(config(), restoredMillis());
    } catch (WordMissingException e) {
      return fail(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private int restore(NodeConfig config, long restoredMillis) {
    try {
      RestorePlan plan = plan(SnapshotFile.inspect(file), config, restoredMillis);
      String refusal = plan.restoration().refusal(plan.backup().cluster());
      if (refusal != null) {
        return fail(ExitCode.USAGE, refusal);
      }
      SnapshotSummary state = RestoredDirectory.write(file, plan, config.dataDir(), config.name());
      RestoreText text = new RestoreText(file, config, plan, state);
      Answers.print(spec, output == ClientOptions.Output.JSON ? text.json() : text.table());
      return ExitCode.OK.code();
    } catch (BrokenSnapshotException e) {
      return fail(ExitCode.FAILED, "%s %s".formatted(file, e.found()));
    } catch (StartRefusedException e) {
      return fail(
          e.kind() == StartRefusedException.Kind.CONFLICT ? ExitCode.CONFLICT : ExitCode.FAILED,
          String.valueOf(e.getMessage()));
    } catch (UncheckedIOException | IOException e) {
      return fail(
          ExitCode.FAILED, "%s; empty %s before you try again".formatted(e.getMessage(), dataDir));
    }
  }

  /** What no program can know. */
  private void requireWord() {
    if (reservedPerSecondMax == null && raiseBy == null) {
      throw usage(
          "how much was reserved after the backup? Give --reserved-at-most N (values per second, of"
              + " any one line) or --raise-by N (values); too little, and IDs are issued again");
    }
    if (reservedPerSecondMax != null && raiseBy != null) {
      throw usage("give --reserved-at-most or --raise-by, not both");
    }
    requireNotNegative("--reserved-at-most", reservedPerSecondMax);
    requireNotNegative("--raise-by", raiseBy);
    requireNotNegative("--incarnations-at-most", incarnationsMax);
    if (clockErrorSecondsMax < 0 || clockErrorSecondsMax > 86_400) {
      throw usage(
          "--clock-error-at-most: %d is not within 0..86400".formatted(clockErrorSecondsMax));
    }
    if (!oldClusterStopped) {
      throw usage(
          "does the old cluster still run? Stop all its nodes for good, then give"
              + " --old-cluster-stopped; two clusters would issue the same IDs");
    }
  }

  private static void requireNotNegative(String option, @Nullable Long value) {
    if (value != null && value < 0) {
      throw usage("%s: %d is negative".formatted(option, value));
    }
  }

  private long restoredMillis() {
    Instant now = wall.instant();
    if (restoredAt == null) {
      return now.toEpochMilli();
    }
    Instant given;
    try {
      given = Instant.parse(restoredAt);
    } catch (DateTimeParseException _) {
      throw usage("--restored-at: '%s' is not a time like %s".formatted(restoredAt, now));
    }
    if (given.isAfter(now.plusSeconds(clockErrorSecondsMax))) {
      throw usage("--restored-at: %s is yet to come; it is %s".formatted(given, now));
    }
    if (given.isBefore(now.minus(RESTORED_AT_HOLDS_MAX))) {
      throw usage(
          ("--restored-at: %s is more than an hour ago. If the restored cluster has run, this node"
                  + " must not be restored again: remove it and add it as a new member. If it never"
                  + " ran, begin anew without --restored-at, on all nodes")
              .formatted(given));
    }
    return given.toEpochMilli();
  }

  private NodeConfig config() {
    Map<String, String> flags =
        Map.of("name", name, "data_dir", dataDir.toString(), "peers", peers);
    return switch (NodeConfigLoader.load("", flags, Map.of())) {
      case LoadedConfig.Refused(List<String> faults) -> throw usage(String.join("; ", faults));
      case LoadedConfig.Valid(NodeConfig valid, _) -> valid;
    };
  }

  private RestorePlan plan(SnapshotContent backup, NodeConfig config, long restoredMillis) {
    long clockErrorMillis = clockErrorSecondsMax * 1_000;
    RestorePlan plan =
        raiseBy != null
            ? RestorePlan.byValues(
                backup, config.peers(), raiseBy, restoredMillis, clockErrorMillis)
            : RestorePlan.byRate(
                backup,
                config.peers(),
                reservedPerSecondMax == null ? 0 : reservedPerSecondMax,
                restoredMillis,
                clockErrorMillis);
    return incarnationsMax == null ? plan : plan.withIncarnations(incarnationsMax);
  }

  private static WordMissingException usage(String line) {
    return new WordMissingException(line);
  }

  private int fail(ExitCode code, String line) {
    return Answers.fail(spec, Failure.of(code, line));
  }
}
