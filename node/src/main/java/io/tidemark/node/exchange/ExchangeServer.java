package io.tidemark.node.exchange;

import io.tidemark.node.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/** Answers the exchange on the Raft port while Raft does not run. */
public final class ExchangeServer implements AutoCloseable {

  private static final long CLOSE_MILLIS_MAX = 2_000;

  private final Server server;

  private ExchangeServer(Server server) {
    this.server = server;
  }

  /**
   * Binds the port and serves.
   *
   * @throws IOException if the port is taken, or the host is not one of this machine
   */
  public static ExchangeServer start(HostPort address, Exchange exchange) throws IOException {
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) {
      throw new IOException("host '%s' can't be resolved".formatted(address.host()));
    }
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(socket).maxInboundMessageSize(Call.PAYLOAD_BYTES_MAX);
    return new ExchangeServer(ExchangeService.addTo(builder, exchange).build().start());
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Frees the port; calls that are being answered fail. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the exchange did not stop within %d ms".formatted(CLOSE_MILLIS_MAX));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
