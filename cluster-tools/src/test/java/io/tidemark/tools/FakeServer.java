package io.tidemark.tools;

import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.identity.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The whole {@code tidemark} command around a member that only holds its ports. The variable {@code
 * FAKE} tells it to misbehave.
 */
final class FakeServer {
  private FakeServer() {}

  public static void main(String[] args) {
    System.exit(Tidemark.commandLine(FakeServer::start, System.getenv()).execute(args));
  }

  private static Member start(NodeConfig config) throws StartRefusedException {
    String behaviour = System.getenv().getOrDefault("FAKE", "");
    if (behaviour.equals("refuse") || behaviour.equals("refuse " + config.name())) {
      throw new StartRefusedException(
          StartRefusedException.Kind.CONFLICT, "data directory X is in use by another process");
    }
    try {
      ServerSocket raft = new ServerSocket();
      raft.bind(
          new InetSocketAddress(InetAddress.ofLiteral(config.raft().host()), config.raft().port()));
      FakeNode http = FakeNode.readyAt(config.http().host(), config.http().port());
      Files.createDirectories(config.dataDir());
      System.err.println("fake member " + config.name() + " runs");
      return () -> {
        if (behaviour.equals("never drain")) {
          awaitForever();
        }
        write(config.dataDir().resolve("drained"));
        http.close();
        return raft.isBound();
      };
    } catch (IOException e) {
      throw new StartRefusedException(StartRefusedException.Kind.CONFLICT, "no port: " + e);
    }
  }

  private static void awaitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
