package io.tidemark.tools;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.identity.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * Runs a member of its own for a moment and makes it do everything once, so that the JVM's
 * ahead-of-time cache learns what a server and a client load. Nothing of it stays.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Run what an ahead-of-time cache should know, and exit.")
final class TrainCommand implements Callable<Integer> {

  private static final int READY_TRIES_MAX = 600;
  private static final long READY_PAUSE_NANOS = 100_000_000;
  private static final int ROUNDS = 50;

  private final Member.Start start;

  TrainCommand(Member.Start start) {
    this.start = start;
  }

  @Override
  public Integer call() throws IOException, StartRefusedException, InterruptedException {
    try (DemoDirectory directory = DemoDirectory.open(null)) {
      HostPort http = new HostPort(DemoNode.HOST, freePort());
      HostPort raft = new HostPort(DemoNode.HOST, freePort());
      TreeMap<NodeName, HostPort> peers = new TreeMap<>();
      NodeName self = new NodeName("n1");
      peers.put(self, raft);
      Member member =
          start.start(
              new NodeConfig(self, directory.path(), http, raft, peers, null, NodeLimits.DEFAULT));
      try {
        HealthProbe.answer(new InetSocketAddress(http.host(), http.port()), "/health/liveness");
        return train(new ApiClient(List.of(Endpoint.parse(http.toString())))).code();
      } finally {
        member.drain();
      }
    }
  }

  private static ExitCode train(ApiClient client) {
    if (!awaitReady(client)) {
      return ExitCode.UNREACHABLE;
    }
    call(client, "PUT", "/v1/namespaces/train", "{\"kind\":\"sequence\"}");
    call(client, "PUT", "/v1/namespaces/orderly", "{\"kind\":\"sequence\",\"mode\":\"monotonic\"}");
    for (int i = 0; i < ROUNDS; i++) {
      for (String format : List.of("uuid7", "uuid4", "ulid", "snowflake")) {
        call(client, "POST", "/generate", "{\"format\":\"%s\",\"count\":10}".formatted(format));
      }
      call(client, "POST", "/generate", "{}");
      call(client, "POST", "/generate", "{\"namespace\":\"train\"}");
      call(client, "POST", "/generate", "{\"namespace\":\"orderly\"}");
      call(client, "POST", "/generate", "{\"namespace\":\"nowhere\"}");
    }
    for (String path :
        List.of("/v1/cluster", "/v1/namespaces", "/health", "/metrics", "/version")) {
      call(client, "GET", path, null);
    }
    call(client, "DELETE", "/v1/namespaces/train", null);
    return ExitCode.OK;
  }

  private static boolean awaitReady(ApiClient client) {
    for (int i = 0; i < READY_TRIES_MAX; i++) {
      if (call(client, "GET", "/health/readiness", null)
              instanceof ApiResult.Answered(var _, int status, var _)
          && status == 200) {
        return true;
      }
      LockSupport.parkNanos(READY_PAUSE_NANOS);
    }
    return false;
  }

  private static ApiResult call(
      ApiClient client, String method, String path, @Nullable String body) {
    return client.call(new ApiCall(method, path, body, "application/json", true));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(DemoNode.HOST))) {
      return socket.getLocalPort();
    }
  }
}
