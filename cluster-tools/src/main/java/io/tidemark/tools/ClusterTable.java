package io.tidemark.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of {@code GET /v1/cluster} as rows.
 *
 * @param troubles what is not well, for people; empty if all is
 * @param pending who is being added, for people; empty if nobody is
 */
record ClusterTable(List<List<String>> rows, List<String> troubles, String pending) {
  private static final List<String> HEADER =
      List.of(
          "NODE", "ROLE", "LEADER", "TERM", "COMMIT", "APPLIED", "LAG", "RAFT", "HTTP", "VERSION",
          "HEALTH");
  private static final String UNKNOWN = Columns.NOTHING;
  private static final String WELL = "ok";

  /** As an operator asked for: neither well nor a trouble. */
  private static final String DRAINING = "draining";

  ClusterTable {
    rows = List.copyOf(rows);
    troubles = List.copyOf(troubles);
  }

  static ClusterTable of(JsonNode cluster) {
    List<List<String>> rows = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    if (cluster.path("leader").asText("").isEmpty()) {
      troubles.add("nobody leads: a majority of the voters must be up and reach one another");
    }
    for (JsonNode member : cluster.path("members")) {
      String health = health(member);
      if (!health.equals(WELL) && !health.equals(DRAINING)) {
        String why = member.path("trouble").asText("");
        troubles.add(
            "%s is %s%s".formatted(text(member, "name"), health, why.isEmpty() ? "" : ": " + why));
      }
      rows.add(row(member, health));
    }
    if (rows.isEmpty()) {
      troubles.add("the answer lists no member");
    }
    return new ClusterTable(rows, troubles, pending(cluster.path("pending")));
  }

  /**
   * A line on the node that is let in and is no member yet; empty if there is none.
   *
   * @param pending what the cluster says of it; may be missing
   */
  static String pending(JsonNode pending) {
    if (!pending.isObject()) {
      return "";
    }
    String leaving = text(pending, "in_place_of");
    String lag = number(pending, "lag");
    return "%s (%s) is catching up, %s; then it becomes a %s%s\n"
        .formatted(
            text(pending, "name"),
            text(pending, "raft_address"),
            lag.equals(UNKNOWN) ? "and does not answer" : "with a lag of " + lag,
            text(pending, "role"),
            leaving.equals(UNKNOWN) ? "" : ", in place of " + leaving);
  }

  private static List<String> row(JsonNode member, String health) {
    return List.of(
        text(member, "name"),
        text(member, "role"),
        text(member, "leader"),
        number(member, "term"),
        number(member, "commit_index"),
        number(member, "applied_index"),
        number(member, "lag"),
        text(member, "raft_address"),
        text(member, "http_address"),
        text(member, "version"),
        health);
  }

  /** In a word or two; a member that does not say whether it is ready is taken at its state. */
  private static String health(JsonNode member) {
    return switch (text(member, "state")) {
      case "up" -> duty(member);
      case Columns.NOTHING -> "unknown";
      case String other -> other;
    };
  }

  private static String duty(JsonNode member) {
    if (member.path("draining").asBoolean()) {
      return DRAINING;
    }
    return member.path("ready").asBoolean(true) ? WELL : "not ready";
  }

  private static String text(JsonNode member, String field) {
    String text = member.path(field).asText("");
    return text.isEmpty() || text.equals("null") ? UNKNOWN : text;
  }

  private static String number(JsonNode member, String field) {
    JsonNode value = member.path(field);
    return value.isNumber() && value.asLong() >= 0 ? value.asText() : UNKNOWN;
  }

  /** Aligned, under a header; below, who is being added. */
  String table() {
    return Columns.aligned(HEADER, rows) + pending;
  }

  /** For {@code cut} and {@code awk}: tabs between, no header. */
  String plain() {
    return Columns.tabbed(rows);
  }
}
