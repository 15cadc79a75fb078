package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.tidemark.core.NodeName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.service.ClusterOperations.DutyChange;
import io.tidemark.node.service.NodeServices;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code POST /v1/cluster/members/{name}/drain} and {@code undrain}. */
@Controller("/v1/cluster/members/{name}")
final class DutyResource {

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  DutyResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Post("/drain")
  CompletionStage<HttpResponse<byte[]>> drain(HttpRequest<?> request, @PathVariable String name) {
    return exchanges.withBody(
        request,
        (exchange, body) -> exchanges.blocking(exchange, e -> change(e, name, true, body)));
  }

  @Post("/undrain")
  CompletionStage<HttpResponse<byte[]>> undrain(HttpRequest<?> request, @PathVariable String name) {
    return exchanges.withBody(
        request,
        (exchange, body) -> exchanges.blocking(exchange, e -> change(e, name, false, body)));
  }

  private HttpResponse<byte[]> change(Exchange exchange, String name, boolean drained, byte[] body)
      throws RefusedException {
    answers.negotiated(exchange, List.of(Answers.JSON));
    NodeName member = Requests.member(name);
    JsonFields fields = Requests.fields(body);
    boolean force = drained && fields.flag("force");
    Requests.check(fields);
    DutyChange change = answers.granted(node.drain(member, drained, force));
    return answers.json(
        exchange,
        json -> {
          json.writeStringField("node", change.member().value());
          json.writeBooleanField("draining", change.drained());
          json.writeStringField("leader", change.leader() == null ? null : change.leader().value());
          json.writeStringField("detail", change.detail().isEmpty() ? null : change.detail());
        });
  }
}
