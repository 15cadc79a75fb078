package io.tidemark.tools;

import io.tidemark.node.config.ConfigReport;
import io.tidemark.node.config.NodeConfigLoader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of a node as flags. */
final class NodeOptions {
  @Option(names = "--config", paramLabel = "FILE", description = "YAML file (TIDEMARK_CONFIG).")
  private String config = "";

  @Option(names = "--name", paramLabel = "NAME", description = "This node; one of the peers.")
  private @Nullable String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where everything durable of this node lives.")
  private @Nullable String dataDir;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where HTTP is served (default: 127.0.0.1:8080).")
  private @Nullable String http;

  @Option(
      names = "--raft",
      paramLabel = "HOST:PORT",
      description = "Where this node listens for its peers (default: its entry in --peers).")
  private @Nullable String raft;

  @Option(
      names = "--peers",
      paramLabel = "NAME=HOST:PORT,...",
      description = "All members of a new cluster, or some of the one to join; this one included.")
  private @Nullable String peers;

  @Option(
      names = "--join",
      paramLabel = "CLUSTER",
      description =
          "The id of a cluster to join, or 'existing' for the one that the peers belong to"
              + " (default: form a new one). Without meaning once the directory has data.")
  private @Nullable String join;

  @Option(
      names = "--skip-entry",
      paramLabel = "TERM:INDEX",
      description =
          "Skip an entry of the log that fails on every node; to be given on all of them. See"
              + " docs/operations.md first.")
  private @Nullable String skipEntry;

  @Option(
      names = "--backup-dir",
      paramLabel = "DIR",
      description = "Save backups there, by itself (default: don't).")
  private @Nullable String backupDir;

  @Option(
      names = "--backup-interval",
      paramLabel = "TIME",
      description = "From one backup to the next, such as 30m or 6h (default: 6h).")
  private @Nullable String backupInterval;

  @Option(
      names = "--backup-retain",
      paramLabel = "N",
      description = "How many backups stay (default: 28).")
  private @Nullable String backupRetain;

  @Option(
      names = "--limit",
      paramLabel = "KEY=VALUE",
      description = "A bound, such as hold_millis_max=30000; may be repeated.")
  private Map<String, String> limits = new LinkedHashMap<>();

  /** These flags over variables over the file; touches nothing but the file. */
  ConfigReport report(Map<String, String> environment) {
    return NodeConfigLoader.report(config, flags(), environment);
  }

  /** What was given on the command line, by its name in the file. */
  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    put(flags, "name", name);
    put(flags, "data_dir", dataDir);
    put(flags, "http", http);
    put(flags, "raft", raft);
    put(flags, "peers", peers);
    put(flags, "join", join);
    put(flags, "skip_entry", skipEntry);
    put(flags, "backup.dir", backupDir);
    put(flags, "backup.interval", backupInterval);
    put(flags, "backup.retain", backupRetain);
    limits.forEach((key, value) -> flags.put("limits." + key, value));
    return flags;
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }
}
