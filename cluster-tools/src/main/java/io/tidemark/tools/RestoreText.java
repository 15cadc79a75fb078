package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.restore.RestorePlan;
import io.tidemark.snapshot.SnapshotSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a restore did, and how it goes on. */
final class RestoreText {
  private final Path file;
  private final NodeConfig config;
  private final RestorePlan plan;
  private final SnapshotSummary state;

  RestoreText(Path file, NodeConfig config, RestorePlan plan, SnapshotSummary state) {
    this.file = file;
    this.config = config;
    this.plan = plan;
    this.state = state;
  }

  /** One object. Numbers that may be large are text, as everywhere. */
  String json() {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("node", config.name().value());
    json.put("data_dir", config.dataDir().toString());
    json.put("cluster_id", plan.clusterId());
    json.put("epoch", state.epoch());
    json.put("raised_by", Long.toString(plan.valuesMax()));
    json.put("incarnations_passed", Long.toString(plan.incarnationsMax()));
    json.put("restored_at", plan.restoredAt().toString());
    json.put("snowflakes_from", plan.snowflakesFrom().toString());
    json.put("sha256", state.checksum());
    ObjectNode commands = json.putObject("commands");
    others().forEach(other -> commands.put(other.value(), command(other)));
    return json.toString();
  }

  String table() {
    List<String> lines = new ArrayList<>();
    lines.add("restored %s as node %s of a new cluster".formatted(config.dataDir(), config.name()));
    lines.add("CLUSTER            " + plan.clusterId());
    lines.add("EPOCH              " + state.epoch());
    lines.add("RAISED BY          %d values, every line".formatted(plan.valuesMax()));
    lines.add("SNOWFLAKES FROM    " + plan.snowflakesFrom());
    lines.add("STATE SHA-256      %s, the same on every node".formatted(state.checksum()));
    if (!others().isEmpty()) {
      lines.add("");
      lines.add(
          "Within the hour, with the same file, run for each other node that is not restored yet:");
      others().forEach(other -> lines.add("  " + command(other)));
      lines.add("");
      lines.add("When all are restored, start all of them with these peers.");
    }
    return String.join("\n", lines);
  }

  private List<NodeName> others() {
    return config.peers().keySet().stream().filter(peer -> !peer.equals(config.name())).toList();
  }

  /** Fixes all that the first run decided by the moment. */
  private String command(NodeName other) {
    String peers =
        config.peers().entrySet().stream()
            .map(peer -> peer.getKey() + "=" + peer.getValue())
            .collect(Collectors.joining(","));
    return ("tidemark snapshot restore %s --data-dir DIR --name %s --peers %s --raise-by %d"
            + " --incarnations-at-most %d --clock-error-at-most %d --restored-at %s"
            + " --old-cluster-stopped")
        .formatted(
            file,
            other,
            peers,
            plan.valuesMax(),
            plan.incarnationsMax(),
            plan.clockErrorMillisMax() / 1_000,
            plan.restoredAt());
  }
}
