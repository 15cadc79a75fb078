package io.tidemark.tools;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.http.HttpServer;
import io.tidemark.http.edge.WaitingBound;
import io.tidemark.http.resource.Release;
import io.tidemark.node.Build;
import io.tidemark.node.ElapsedTime;
import io.tidemark.node.Node;
import io.tidemark.node.config.ConfigReport;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.identity.StartRefusedException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A node and the HTTP server in front of it. */
final class ServingMember implements Member {

  /** How long HTTP requests may go on after the node has drained. */
  private static final long HTTP_DRAIN_MILLIS_MAX = 1_000;

  private final Node node;
  private final HttpServer http;
  private final JvmGcMetrics gc;

  private ServingMember(Node node, HttpServer http, JvmGcMetrics gc) {
    this.node = node;
    this.http = http;
    this.gc = gc;
  }

  /** Serves HTTP first, so that a node that waits for its peers can say so. */
  static Member start(NodeConfig config) throws StartRefusedException, InterruptedException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    JvmGcMetrics gc = bindProcess(registry);
    Node node =
        new Node(
            config, registry, new ProcessHalt(), InstantSource.system(), ElapsedTime.ofMachine());
    HttpServer http = serve(config, registry, node);
    boolean started = false;
    try {
      node.run();
      started = true;
      return new ServingMember(node, http, gc);
    } finally {
      if (!started) {
        http.stop(0);
        gc.close();
      }
    }
  }

  @Override
  public boolean drain() {
    boolean inTime = node.drain();
    http.stop(HTTP_DRAIN_MILLIS_MAX);
    gc.close();
    return inTime;
  }

  private static HttpServer serve(NodeConfig config, PrometheusMeterRegistry registry, Node node)
      throws StartRefusedException {
    Build build = Build.current();
    HttpServer.Content content =
        new HttpServer.Content(
            node,
            registry,
            new Release(build.version(), build.commit()),
            new ProcessDiagnostics(ConfigReport.values(config)),
            new SecureRandom(),
            InstantSource.system(),
            System::nanoTime,
            new WaitingBound(config.limits().waitersMax()));
    try {
      return HttpServer.start(content, config.http());
    } catch (IOException e) {
      throw new StartRefusedException(
          StartRefusedException.Kind.CONFLICT, String.valueOf(e.getMessage()), e);
    }
  }

  private static JvmGcMetrics bindProcess(PrometheusMeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
    return gc;
  }
}
