package io.tidemark.http.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.simple.SimpleHttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ExchangesTest {

  @Test
  void aCallThatComesAfterTheInterruptIsToldThatTheNodeStops() throws Exception {
    WaitingCalls waitingCalls = new WaitingCalls(new WaitingBound(1));
    Exchanges exchanges =
        new Exchanges(
            new RequestIds(RandomGenerator.of("L64X128MixRandom")),
            new Answers(() -> 0),
            () -> 0,
            waitingCalls);
    waitingCalls.interrupt();
    HttpRequest<?> request = new SimpleHttpRequest<>(HttpMethod.GET, "/v1/namespaces", null);

    HttpResponse<byte[]> answer =
        exchanges
            .blocking(
                request,
                exchange -> {
                  throw new AssertionError("the call must not run");
                })
            .toCompletableFuture()
            .get();

    assertEquals(503, answer.code());
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertTrue(body.contains("\"code\":\"draining\""), body);
  }
}
