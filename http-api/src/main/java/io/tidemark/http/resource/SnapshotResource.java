package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.node.service.Backups.Backup;
import io.tidemark.node.service.NodeServices;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code GET /v1/cluster/snapshot}: a copy of the whole state, as a file. */
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
}
