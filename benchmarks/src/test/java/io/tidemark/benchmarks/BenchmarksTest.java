package io.tidemark.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.runtime.server.EmbeddedServer;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

final class BenchmarksTest {

  @Test
  void every_benchmark_does_something() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("io.tidemark")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(5))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertTrue(results.size() >= 12, "only " + results.size());
    results.forEach(
        result ->
            assertTrue(
                result.getPrimaryResult().getScore() > 0, () -> result.getParams().getBenchmark()));
  }

  @Test
  void the_bare_server_answers_each_request_with_the_same_id() throws Exception {
    Channel server = BareServer.start(0, false);
    try {
      assertEquals(
          ConstantAnswer.JSON, answer(((InetSocketAddress) server.localAddress()).getPort()));
    } finally {
      server.close().sync();
      server.eventLoop().parent().shutdownGracefully();
    }
  }

  @Test
  void the_controller_answers_each_request_with_the_same_id() throws Exception {
    try (EmbeddedServer server = PlainServer.start(0)) {
      assertEquals(ConstantAnswer.JSON, answer(server.getPort()));
    }
  }

  private static String answer(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/generate".formatted(port)))
                  .POST(BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
      return response.body();
    }
  }
}
