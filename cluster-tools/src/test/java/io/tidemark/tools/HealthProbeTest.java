package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthProbeTest {

  @Test
  void theWholeAnswerOfTheNodeIsRead() throws IOException {
    try (FakeNode node = FakeNode.answering(503, "{\"status\":\"down\"}")) {
      String answer = HealthProbe.answer(addressOf(node), "/health/readiness");

      assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
      assertTrue(answer.endsWith("{\"status\":\"down\"}"), answer);
      assertEquals(List.of("GET /health/readiness null"), node.calls());
    }
  }

  @Test
  void aNodeThatDoesNotAnswerIsAnError() {
    FakeNode node = FakeNode.hangingUp();
    node.close();

    assertThrows(IOException.class, () -> HealthProbe.answer(addressOf(node), "/health/liveness"));
  }

  @Test
  void theNodeIsLookedForWhereItServes() {
    assertEquals(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
        HealthProbe.address(Map.of()));
    assertEquals(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
        HealthProbe.address(Map.of("TIDEMARK_HTTP", "0.0.0.0:9")));
    assertEquals(
        new InetSocketAddress("127.0.0.2", 8080),
        HealthProbe.address(Map.of("TIDEMARK_HTTP", "127.0.0.2:8080")));
  }

  private static InetSocketAddress addressOf(FakeNode node) {
    URI url = URI.create(node.url());
    return new InetSocketAddress(url.getHost(), url.getPort());
  }
}
