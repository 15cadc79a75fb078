package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Measures servers whose faults are known. */
final class BenchCommandTest {

  /** Answers the nth call, from 0, with what it is told; closing it ends it. */
  private record Server(HttpServer http) implements AutoCloseable {

    static Server answering(LongFunction<String> answers) throws IOException {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      AtomicLong calls = new AtomicLong();
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      http.createContext(
          "/generate",
          exchange -> {
            try (exchange) {
              exchange.getRequestBody().readAllBytes();
              String answer = answers.apply(calls.getAndIncrement());
              byte[] body = answer.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(answer.isEmpty() ? 503 : 200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
      http.start();
      return new Server(http);
    }

    String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }

  private static CommandRun bench(Server server, String... more) {
    String[] all = new String[more.length + 9];
    String[] first = {
      "bench", "--duration", "1", "--warm-up", "0", "-o", "json", "--endpoints", server.url()
    };
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return CommandRun.run(all);
  }

  private static JsonNode json(CommandRun run) {
    try {
      return new JsonMapper().readTree(run.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsAnsweredIsCountedAndChecked() throws IOException {
    try (Server server = Server.answering(n -> "a" + n + "\nb" + n + "\n")) {
      CommandRun run = bench(server, "-n", "2", "--connections", "2");
      assertEquals(0, run.exit(), run.err());
      JsonNode result = json(run);
      assertTrue(result.path("calls").asLong() > 10, run.out());
      assertEquals(2 * result.path("calls").asLong(), result.path("ids").asLong());
      assertEquals("closed", result.path("mode").asText());
      assertTrue(result.path("latency_millis").has("p99_9"), run.out());
    }
  }

  @Test
  void oneIdThatComesTwiceIsFoundAndNamed() throws IOException {
    try (Server server = Server.answering(n -> (n == 50 ? "id7" : "id" + n) + "\n")) {
      CommandRun run = bench(server);
      assertEquals(1, run.exit());
      assertEquals(1, json(run).path("repeated").asLong());
      assertTrue(run.err().contains("issued twice: id7"), run.err());
    }
  }

  @Test
  void failuresAreCountedByWhatTheyAre() throws IOException {
    try (Server server = Server.answering(n -> n % 2 == 0 ? "" : n + "\n")) {
      CommandRun run = bench(server);
      assertEquals(1, run.exit());
      assertTrue(json(run).path("failures").path("status 503").asLong() > 0, run.out());
    }
    try (Server server = Server.answering(n -> n + "\n")) {
      CommandRun run = bench(server, "-n", "3");
      assertTrue(json(run).path("failures").has("1 IDs instead of 3"), run.out());
    }
  }

  @Test
  void nobodyThereIsAFailure() throws IOException {
    CommandRun run =
        CommandRun.run(
            "bench",
            "--duration",
            "1",
            "--warm-up",
            "0",
            "--endpoints",
            ClientCommandsTest.nobody());
    assertEquals(1, run.exit());
    assertTrue(run.err().contains("failed: not connected"), run.err());
  }

  @Test
  void atTheBoundOfWhatCanBeCheckedItEndsAndSaysSo() throws IOException {
    try (Server server = Server.answering(n -> n + "\n")) {
      CommandRun run = bench(server, "--count-max", "20");
      assertEquals(0, run.exit(), run.err());
      assertEquals(20, json(run).path("ids_checked").asLong());
      assertTrue(run.err().contains("ended early: 20 IDs"), run.err());
    }
  }

  @Test
  void aStallIsInTheLatenciesOfAllCallsThatItMadeLate() throws IOException {
    long stallMillis = 500;
    try (Server server =
        Server.answering(
            n -> {
              if (n == 0) {
                LockSupport.parkNanos(Duration.ofMillis(stallMillis).toNanos());
              }
              return n + "\n";
            })) {
      CommandRun run = bench(server, "--rate", "100", "--connections", "1");
      JsonNode result = json(run);
      assertEquals(100, result.path("calls").asLong(), run.out());
      // Half of the calls were to be sent during the stall: the median of those is half of it.
      double p75 = result.path("latency_millis").path("p90").asDouble();
      assertTrue(p75 > stallMillis * 0.5, run.out());
      assertEquals("open", result.path("mode").asText());
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"--connections", "0"},
          {"--rate", "-1"},
          {"--duration", "0"},
          {"-n", "10001"},
          {"--count-max", "0"},
          {"--namespace", "a", "--format", "ulid"}
        }) {
      String[] all = new String[wrong.length + 1];
      all[0] = "bench";
      System.arraycopy(wrong, 0, all, 1, wrong.length);
      assertEquals(2, CommandRun.run(all).exit(), () -> String.join(" ", wrong));
    }
  }
}
