package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.tidemark.core.NodeName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.node.service.Backups.Backup;
import io.tidemark.node.service.ClusterOperations.Snapshot;
import io.tidemark.node.service.NodeServices;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /v1/cluster/snapshot}: a copy of the whole state, as a file. {@code POST
 * /v1/cluster/members/{name}/snapshot}: has a member write one of its own.
 */
@Controller(consumes = MediaType.ALL, produces = MediaType.ALL)
final class SnapshotResource {

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  SnapshotResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Get(uri = "/v1/cluster/snapshot", headRoute = false)
  CompletionStage<HttpResponse<?>> snapshot(HttpRequest<?> request) {
    return exchanges.streamed(
        request,
        exchange -> {
          answers.negotiated(exchange, List.of(MediaType.APPLICATION_OCTET_STREAM));
          Backup backup = answers.granted(node.backup());
          return answers.file(
              exchange, backup.name(), backup.summary().sizeBytes(), backup.content());
        });
  }

  @Post("/v1/cluster/members/{name}/snapshot")
  CompletionStage<HttpResponse<byte[]>> take(HttpRequest<?> request, @PathVariable String name) {
    return exchanges.withBody(
        request, (exchange, body) -> exchanges.blocking(exchange, e -> take(e, name, body)));
  }

  private HttpResponse<byte[]> take(Exchange exchange, String name, byte[] body)
      throws RefusedException {
    answers.negotiated(exchange, List.of(Answers.JSON));
    NodeName member = Requests.member(name);
    Requests.check(Requests.fields(body));
    Snapshot snapshot = answers.granted(node.takeSnapshot(member));
    return answers.json(
        exchange,
        json -> {
          json.writeStringField("node", snapshot.member().value());
          json.writeBooleanField("taken", snapshot.taken());
          json.writeNumberField("term", snapshot.end().term());
          json.writeNumberField("index", snapshot.end().index());
          json.writeNumberField("size_bytes", snapshot.sizeBytes());
          json.writeNumberField("millis", snapshot.tookMillis());
        });
  }
}
