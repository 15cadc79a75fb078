package io.tidemark.http;

import static java.util.Map.entry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.tidemark.http.edge.BrokenBodies;
import io.tidemark.http.edge.RequestIds;
import io.tidemark.http.edge.ServerBounds;
import io.tidemark.http.edge.Ticker;
import io.tidemark.http.edge.WaitingBound;
import io.tidemark.http.edge.WaitingCalls;
import io.tidemark.http.generate.GenerateRoute;
import io.tidemark.http.resource.Diagnostics;
import io.tidemark.http.resource.Release;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.service.NodeServices;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a node over HTTP. {@link #start} and {@link #stop} are for one thread. */
public final class HttpServer {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** How long the answers of interrupted requests may take to get out. */
  private static final long CUT_OFF_MILLIS_MAX = 500;

  /** What sockets are served by, the best first: the last one is there on every machine. */
  private static final List<String> TRANSPORTS = List.of("epoll", "nio");

  private final ApplicationContext context;
  private final NettyEmbeddedServer server;

  private HttpServer(ApplicationContext context, NettyEmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * What the server is about.
   *
   * @param registry its scrape is the answer of {@code GET /metrics}
   * @param random request ids start with what it draws
   * @param wall for the date of answers
   * @param ticker for the duration in the access log
   * @param waiting how many calls may wait for the node at once
   */
  public record Content(
      NodeServices node,
      PrometheusMeterRegistry registry,
      Release release,
      Diagnostics diagnostics,
      RandomGenerator random,
      InstantSource wall,
      Ticker ticker,
      WaitingBound waiting) {}

  /**
   * Starts to serve; when this returns, requests are answered.
   *
   * @throws IOException if the address can't be served on: the port is taken, or the host is not
   *     one of this machine's
   */
  public static HttpServer start(Content content, HostPort address) throws IOException {
    return start(content, address.host(), address.port());
  }

  /**
   * @param port 0 for any that is free
   */
  static HttpServer start(Content content, String host, int port) throws IOException {
    ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .bootstrapEnvironment(false)
            // A node is configured in one place; no variable, system property or file of the
            // framework's own may change it behind that place's back.
            .enableDefaultPropertySources(false)
            .environmentPropertySource(false)
            .propertySources(PropertySource.of("tidemark", properties(host, port)))
            .build();
    context.registerSingleton(NodeServices.class, content.node());
    context.registerSingleton(PrometheusMeterRegistry.class, content.registry());
    context.registerSingleton(Release.class, content.release());
    context.registerSingleton(Diagnostics.class, content.diagnostics());
    context.registerSingleton(RandomGenerator.class, content.random());
    context.registerSingleton(Ticker.class, content.ticker());
    context.registerSingleton(WaitingBound.class, content.waiting());
    boolean started = false;
    try {
      context.start();
      NettyEmbeddedServer server = context.getBean(NettyEmbeddedServer.class);
      server.register(
          new GenerateRoute(
              content.node(),
              context.getBean(RequestIds.class),
              context.getBean(WaitingCalls.class),
              content.wall(),
              content.ticker()));
      server.register(new BrokenBodies());
      server.start();
      started = true;
      return new HttpServer(context, server);
    } catch (ServerStartupException e) {
      throw unservable(host, port, e);
    } finally {
      if (!started) {
        context.close();
      }
    }
  }

  /** The port that is served. */
  public int port() {
    return server.getPort();
  }

  /**
   * Takes no more connections, finishes the requests that run, and stops.
   *
   * @param drainMillisMax how long requests may go on; those that still wait for the node then are
   *     interrupted
   */
  public void stop(long drainMillisMax) {
    Future<?> drained = server.shutdownGracefully().toCompletableFuture();
    try {
      if (!ends(drained, drainMillisMax)) {
        LOG.warn("requests that did not end within {} ms are cut off", drainMillisMax);
        context.getBean(WaitingCalls.class).interrupt();
        ends(drained, CUT_OFF_MILLIS_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.close();
    }
  }

  private static boolean ends(Future<?> drained, long millisMax) throws InterruptedException {
    try {
      drained.get(millisMax, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      LOG.warn("connections could not be ended one by one", e.getCause());
      return true;
    }
  }

  private static Map<String, Object> properties(String host, int port) {
    String netty = "micronaut.server.netty.";
    String loops = "micronaut.netty.event-loops.";
    return Map.ofEntries(
        entry("micronaut.server.host", host),
        entry("micronaut.server.port", port == 0 ? -1 : port),
        entry("micronaut.server.max-request-size", ServerBounds.BODY_BYTES_MAX),
        entry("micronaut.server.idle-timeout", ServerBounds.IDLE_MILLIS_MAX + "ms"),
        entry(loops + "default.transport", TRANSPORTS),
        entry(loops + "parent.transport", TRANSPORTS),
        entry(loops + "parent.num-threads", 1),
        // Streams of HTTP/2 with pipelines of their own, where GenerateRoute has its place.
        entry(netty + "legacy-multiplex-handlers", true),
        entry(netty + "max-initial-line-length", ServerBounds.REQUEST_LINE_BYTES_MAX),
        entry(netty + "max-header-size", ServerBounds.HEADERS_BYTES_MAX),
        // A refusal is an answer like others; a connection that got one is as good as before.
        entry(netty + "keep-alive-on-server-error", true),
        // Netty takes a compressed body that breaks off for a whole one, even for an empty one,
        // and an empty body means something here. Requests are small anyway.
        entry(netty + "request-decompression-enabled", false),
        entry(netty + "compression-threshold", -1));
  }

  private static IOException unservable(String host, int port, ServerStartupException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String reason =
        switch (cause) {
          case SocketException socket -> String.valueOf(socket.getMessage());
          case UnresolvedAddressException ignored -> "the host name is not known";
          default -> String.valueOf(cause);
        };
    return new IOException(
        "can't serve HTTP on %s: %s; stop what uses it, or choose another address with --http"
            .formatted(
                host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port, reason),
        e);
  }
}
