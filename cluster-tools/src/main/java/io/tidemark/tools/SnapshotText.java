package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.snapshot.SnapshotContent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a backup tells of itself, for people and for programs. */
final class SnapshotText {
  private final Path file;
  private final SnapshotContent content;
  private final InstantSource wall;

  SnapshotText(Path file, SnapshotContent content, InstantSource wall) {
    this.file = file;
    this.content = content;
    this.wall = wall;
  }

  /** One object. Numbers that may be large are text, as everywhere. */
  String json() {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("file", file.toString());
    json.put("cluster_id", content.summary().clusterId());
    json.put("epoch", content.summary().epoch());
    json.put("lineage", content.cluster().lineage());
    json.put("feature_level", content.cluster().featureLevel());
    json.put("term", content.summary().applied().term());
    json.put("index", content.summary().applied().index());
    json.put("taken_at", takenText());
    json.put("rows", content.summary().rows());
    json.put("size_bytes", content.summary().sizeBytes());
    json.put("sha256", content.summary().checksum());
    return json.toString();
  }

  /** A line for each thing. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add("CLUSTER    " + content.summary().clusterId());
    lines.add("EPOCH      " + content.summary().epoch());
    lines.add("LEVEL      " + content.cluster().featureLevel());
    lines.add(
        "POSITION   term %d, index %d"
            .formatted(content.summary().applied().term(), content.summary().applied().index()));
    lines.add("TAKEN AT   " + (taken() == null ? Columns.NOTHING : takenText()));
    lines.add("AGE        " + age());
    lines.add("ROWS       " + content.summary().rows());
    lines.add("SIZE       %d bytes".formatted(content.summary().sizeBytes()));
    lines.add("SHA-256    " + content.summary().checksum());
    return String.join("\n", lines);
  }

  private @Nullable String takenText() {
    Instant taken = taken();
    return taken == null ? null : taken.toString();
  }

  /** By replicated time; null if the cluster had none. */
  private @Nullable Instant taken() {
    long millis = content.cluster().replicatedTimeMillis();
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  private String age() {
    Instant taken = taken();
    if (taken == null) {
      return Columns.NOTHING;
    }
    Duration age = Duration.between(taken, wall.instant());
    if (age.isNegative()) {
      return "from the future, by this machine's clock";
    }
    return age.toDays() > 0
        ? "%d d %d h".formatted(age.toDays(), age.toHoursPart())
        : "%d h %d min %d s".formatted(age.toHours(), age.toMinutesPart(), age.toSecondsPart());
  }
}
