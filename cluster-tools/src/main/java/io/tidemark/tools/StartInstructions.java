package io.tidemark.tools;

import java.util.ArrayList;
import java.util.List;

/** How a node is started that is to join a cluster, for the person who starts it. */
final class StartInstructions {

  private StartInstructions() {}

  static String of(Roster roster, String name, String raftAddress) {
    List<String> peers = new ArrayList<>();
    for (Roster.Entry member : roster.members()) {
      if (!member.name().equals(name)) {
        peers.add(member.name() + "=" + member.raftAddress());
      }
    }
    peers.add(name + "=" + raftAddress);
    String all = String.join(",", peers);
    return """
    Start %1$s on its machine, with an empty data directory:

      tidemark server --name %1$s --data-dir /var/lib/tidemark --http %4$s \\
        --join %2$s \\
        --peers %3$s

    or with these variables beside TIDEMARK_DATA_DIR and TIDEMARK_HTTP:

      TIDEMARK_NAME=%1$s
      TIDEMARK_JOIN=%2$s
      TIDEMARK_PEERS=%3$s

    """
        .formatted(name, roster.clusterId(), all, httpAddress(roster, raftAddress));
  }

  /** As the members serve: at the address of their Raft port, or at the same one everywhere. */
  private static String httpAddress(Roster roster, String raftAddress) {
    for (Roster.Entry member : roster.members()) {
      String http = member.httpAddress();
      if (http.contains(":")) {
        return host(http).equals(host(member.raftAddress()))
            ? host(raftAddress) + http.substring(http.lastIndexOf(':'))
            : http;
      }
    }
    return "127.0.0.1:8080";
  }

  private static String host(String address) {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }
}
