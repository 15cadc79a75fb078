package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.service.Problem;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators do with the cluster. */
final class OperationsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new RunningServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void reset() {
    server.node.reset();
  }

  @Test
  void aCommitTellsWhereItStandsAndHowLongItTook() throws Exception {
    Reply reply = server.post("/v1/cluster/commit", "");
    assertEquals(200, reply.status(), reply.body());
    assertEquals("{\"term\":3,\"index\":77,\"leader\":\"n1\",\"millis\":2.346}", reply.body());
  }

  @Test
  void leadershipIsHandedToWhomItIsToldOrToWhoeverIsBest() throws Exception {
    Reply chosen = server.post("/v1/cluster/transfer-leader", "{}");
    assertEquals("{\"from\":\"n1\",\"leader\":\"n2\"}", chosen.body());
    Reply told = server.post("/v1/cluster/transfer-leader", "{\"to\":\"n3\"}");
    assertEquals("{\"from\":\"n1\",\"leader\":\"n3\"}", told.body());
    assertEquals(
        List.of(Optional.empty(), Optional.of(new NodeName("n3"))),
        List.copyOf(server.node.transfers));
  }

  @Test
  void aMemberIsDrainedAndBroughtBackByItsName() throws Exception {
    assertEquals(
        "{\"node\":\"n2\",\"draining\":true,\"leader\":\"n1\",\"detail\":null}",
        server.post("/v1/cluster/members/n2/drain", "").body());
    assertEquals(200, server.post("/v1/cluster/members/n2/drain", "{\"force\":true}").status());
    assertEquals(
        "{\"node\":\"n2\",\"draining\":false,\"leader\":\"n1\",\"detail\":\"a remark\"}",
        server.post("/v1/cluster/members/n2/undrain", "{}").body());
    assertEquals(
        List.of("n2 off if fit", "n2 off by force", "n2 on if fit"),
        List.copyOf(server.node.drains));
    assertProblem(server.post("/v1/cluster/members/N2/drain", ""), 422, "request_invalid");
    assertProblem(
        server.post("/v1/cluster/members/n2/undrain", "{\"force\":true}"), 422, "request_invalid");
    server.node.problem = Problem.refused(Problem.Code.LAST_SERVING_MEMBER, "nobody else serves");
    assertProblem(server.post("/v1/cluster/members/n2/drain", ""), 409, "last_serving_member");
    assertEquals(4, server.node.drains.size());
  }

  @Test
  void aMemberTakesASnapshotByItsName() throws Exception {
    assertEquals(
        "{\"node\":\"n2\",\"taken\":true,\"term\":3,\"index\":77,\"size_bytes\":649,\"millis\":12}",
        server.post("/v1/cluster/members/n2/snapshot", "").body());
    assertProblem(server.post("/v1/cluster/members/N2/snapshot", "{}"), 422, "request_invalid");
    assertProblem(
        server.post("/v1/cluster/members/n2/snapshot", "{\"now\":true}"), 422, "request_invalid");
    server.node.problem = Problem.refused(Problem.Code.SNAPSHOT_RUNNING, "n2: it goes on");
    assertProblem(server.post("/v1/cluster/members/n2/snapshot", ""), 409, "snapshot_running");
  }

  @Test
  void whatCanNotBeDoneIsAProblem() throws Exception {
    server.node.problem = Problem.refused(Problem.Code.MEMBER_NOT_FOUND, "n9 is not a member");
    assertProblem(server.post("/v1/cluster/transfer-leader", "{}"), 404, "member_not_found");
    server.node.problem = Problem.refused(Problem.Code.MEMBER_UNFIT, "n2 is a listener");
    assertProblem(server.post("/v1/cluster/transfer-leader", "{}"), 409, "member_unfit");
    server.node.problem = Problem.unavailable(Problem.Code.NO_QUORUM, "no leader is in sight");
    Reply lost = server.post("/v1/cluster/commit", "{}");
    assertProblem(lost, 503, "no_quorum");
  }

  @Test
  void aCopyOfTheStateIsStreamedWholeAndClosed() throws Exception {
    int closed = server.node.copiesClosed.get();
    HttpURLConnection connection = copy();
    assertEquals(200, connection.getResponseCode());
    assertEquals("application/octet-stream", connection.getContentType());
    assertEquals(FakeNode.COPY_BYTES, connection.getContentLengthLong());
    assertEquals(
        "attachment; filename=\"tidemark-4d0c1f5e-9.snapshot\";"
            + " filename*=utf-8''tidemark-4d0c1f5e-9.snapshot",
        connection.getHeaderField("Content-Disposition"));
    try (InputStream in = connection.getInputStream()) {
      assertEquals(FakeNode.COPY_BYTES, in.transferTo(OutputStream.nullOutputStream()));
    }
    await().atMost(PATIENCE).until(() -> server.node.copiesClosed.get() == closed + 1);
  }

  @Test
  void aCopyWhoseCallerGoesAwayIsClosed() throws Exception {
    int closed = server.node.copiesClosed.get();
    try (Socket socket = new Socket("127.0.0.1", server.server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/cluster/snapshot HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertEquals('H', socket.getInputStream().read());
    }
    await().atMost(PATIENCE).until(() -> server.node.copiesClosed.get() == closed + 1);
  }

  @Test
  void aCopyWhoseCallerLeftBeforeItWasMadeIsClosed() throws Exception {
    int closed = server.node.copiesClosed.get();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    server.node.beforeCopy =
        () -> {
          asked.countDown();
          await().atMost(PATIENCE).until(() -> gone.getCount() == 0);
        };
    try (Socket socket = new Socket("127.0.0.1", server.server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/cluster/snapshot HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertTrue(asked.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      socket.setSoLinger(true, 0);
    }
    assertEquals(200, server.get("/version").status());
    gone.countDown();
    await().atMost(PATIENCE).until(() -> server.node.copiesClosed.get() == closed + 1);
  }

  @Test
  void aCopyThatCanNotBeMadeIsAProblem() throws Exception {
    server.node.problem = Problem.unavailable(Problem.Code.BACKUP_FAILED, "No space left");
    assertProblem(server.get("/v1/cluster/snapshot"), 503, "backup_failed");
  }

  private static HttpURLConnection copy() throws Exception {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:%d/v1/cluster/snapshot".formatted(server.server.port()))
            .toURL()
            .openConnection();
  }

  @Test
  void whatIsNoRequestReachesNobody() throws Exception {
    for (String body : List.of("{\"to\":\"No Name\"}", "{\"to\":7}", "{\"target\":\"n2\"}")) {
      assertProblem(server.post("/v1/cluster/transfer-leader", body), 422, "request_invalid");
    }
    assertProblem(server.post("/v1/cluster/commit", "{\"x\":1}"), 422, "request_invalid");
    assertProblem(server.get("/v1/cluster/commit"), 405, "method_not_allowed");
    assertFalse(server.node.transfers.iterator().hasNext());
  }
}
