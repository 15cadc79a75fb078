package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who belongs to the cluster, as {@code GET /v1/cluster} tells it.
 *
 * @param pending a line on who is being added; empty if nobody is
 */
record Roster(
    String clusterId, String leader, long configurationIndex, List<Entry> members, String pending) {

  /** A member that is further behind has not caught up. */
  private static final long LAG_ENTRIES_MAX = 1_000;

  Roster {
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param isUp whether it answers and runs Raft
   * @param isReady whether it serves
   * @param lag entries that it has yet to apply; -1 if unknown
   * @param incarnation of its process; -1 if unknown
   */
  record Entry(
      String name,
      String role,
      boolean isUp,
      boolean isReady,
      String raftAddress,
      String httpAddress,
      long lag,
      long incarnation) {

    /** Whether it serves and has caught up. */
    boolean isWell() {
      return isUp && isReady && lag >= 0 && lag <= LAG_ENTRIES_MAX;
    }

    boolean isVoter() {
      return role.equals("voter");
    }
  }

  static Roster of(String text) {
    JsonNode cluster;
    try {
      cluster = new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the node did not answer JSON", e);
    }
    List<Entry> members = new ArrayList<>();
    for (JsonNode member : cluster.path("members")) {
      members.add(
          new Entry(
              member.path("name").asText(""),
              member.path("role").asText(""),
              member.path("state").asText("").equals("up") && member.path("raft_role").isTextual(),
              member.path("ready").asBoolean(false),
              member.path("raft_address").asText(""),
              member.path("http_address").asText(""),
              member.path("lag").asLong(-1),
              member.path("incarnation").asLong(-1)));
    }
    return new Roster(
        cluster.path("cluster_id").asText(""),
        cluster.path("leader").asText(""),
        cluster.path("configuration_index").asLong(-1),
        members,
        ClusterTable.pending(cluster.path("pending")));
  }

  Optional<Entry> member(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  List<String> names() {
    return members.stream().map(Entry::name).toList();
  }
}
