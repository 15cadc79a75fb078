package io.tidemark.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the demo shows: the cluster on standard output, what happens to it on standard error. */
final class DemoScreen {
  private static final int LOG_LINES_MAX = 10;
  private static final int LOG_BYTES_MAX = 8 << 10;
  private static final int HTTP_PORT_DEFAULT = 8080;

  private final PrintWriter out;
  private final PrintWriter err;
  private final List<DemoNode> nodes;
  private final DemoLauncher launcher;

  DemoScreen(PrintWriter out, PrintWriter err, List<DemoNode> nodes, DemoLauncher launcher) {
    this.out = out;
    this.err = err;
    this.nodes = List.copyOf(nodes);
    this.launcher = launcher;
  }

  void say(String line) {
    err.println("tidemark demo: " + line);
    err.flush();
  }

  void showCluster(Map<DemoNode, Long> pids) {
    List<List<String>> rows = new ArrayList<>();
    for (DemoNode node : nodes) {
      rows.add(
          List.of(
              node.name(),
              "http://" + node.http(),
              node.raft(),
              String.valueOf(pids.get(node)),
              node.log().toString()));
    }
    out.println();
    out.print(Columns.aligned(List.of("NODE", "HTTP", "RAFT", "PID", "LOG"), rows));
    out.println();
    out.println("Try:");
    examples().forEach(example -> out.println("  " + example));
    out.println();
    out.println("Ctrl-C stops all nodes.");
    out.flush();
  }

  private List<String> examples() {
    String first = "http://" + nodes.get(0).http();
    String second = "http://" + nodes.get(1).http();
    String third = "http://" + nodes.get(2).http();
    String endpoints =
        nodes.get(0).httpPort() == HTTP_PORT_DEFAULT
            ? ""
            : " --endpoints " + nodes.stream().map(DemoNode::http).collect(Collectors.joining(","));
    return List.of(
        "curl -X POST %s/generate".formatted(first),
        "curl -X POST %s/generate -d '{\"format\":\"ulid\",\"count\":5}'".formatted(second),
        "curl -X PUT %s/v1/namespaces/orders -d '{\"kind\":\"sequence\"}'".formatted(third),
        "curl -X POST %s/generate -d '{\"namespace\":\"orders\"}'".formatted(first),
        "curl %s/v1/cluster".formatted(second),
        "./tidemark cluster status" + endpoints,
        "kill -9 one of the PIDs above, and go on with the others");
  }

  /** A node ended that should not have. */
  void showEnded(DemoNode node, int exitCode, int running) {
    say(
        "%s ended with exit code %d; the last lines of %s:"
            .formatted(node.name(), exitCode, node.log()));
    for (String line : lastLines(node.log())) {
      err.println("  | " + line);
    }
    int majority = nodes.size() / 2 + 1;
    if (running > 0) {
      say(
          running >= majority
              ? "the cluster goes on with %d of %d nodes".formatted(running, nodes.size())
              : "%d of %d nodes run: no majority, so they only issue what they hold"
                  .formatted(running, nodes.size()));
      say("to start it again, in another terminal: " + String.join(" ", launcher.command(node)));
    }
  }

  private static List<String> lastLines(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - LOG_BYTES_MAX);
      byte[] end = new byte[Math.toIntExact(file.length() - start)];
      file.seek(start);
      file.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LOG_LINES_MAX), lines.size());
    } catch (IOException e) {
      return List.of("(can't be read: %s)".formatted(e.getMessage()));
    }
  }
}
