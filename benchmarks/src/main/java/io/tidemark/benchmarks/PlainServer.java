package io.tidemark.benchmarks;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
import java.util.Map;

/**
 * What the framework takes by itself: the same constant answer out of one of its controllers. Ends
 * with its process.
 */
public final class PlainServer {

  private static final List<String> TRANSPORTS = List.of("epoll", "nio");

  private PlainServer() {}

  /**
   * Serves until the process is ended.
   *
   * @param arguments the port of the loopback interface
   */
  public static void main(String[] arguments) {
    start(Integer.parseInt(arguments[0]));
  }

  /** Serves on a port; 0 for any that is free. */
  static EmbeddedServer start(int port) {
    return ApplicationContext.run(
        EmbeddedServer.class,
        Map.of(
            "micronaut.server.host",
            "127.0.0.1",
            "micronaut.server.port",
            port == 0 ? -1 : port,
            "micronaut.netty.event-loops.default.transport",
            TRANSPORTS,
            "micronaut.netty.event-loops.parent.transport",
            TRANSPORTS));
  }

  /** The route. */
  @Controller("/generate")
  static class Constant {

    /** One ID, always the same. */
    @Post(consumes = MediaType.ALL, produces = MediaType.APPLICATION_JSON)
    String one() {
      return ConstantAnswer.JSON;
    }
  }
}
