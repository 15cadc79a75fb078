package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.tidemark.core.NodeName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.service.ClusterOperations.Commit;
import io.tidemark.node.service.ClusterOperations.Transfer;
import io.tidemark.node.service.NodeServices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What operators do with the cluster. */
@Controller("/v1/cluster")
final class OperationsResource {

  private static final List<String> OFFERS = List.of(Answers.JSON);

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  OperationsResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Post("/commit")
  CompletionStage<HttpResponse<byte[]>> commit(HttpRequest<?> request) {
    return exchanges.withBody(
        request, (exchange, body) -> exchanges.blocking(exchange, e -> commit(e, body)));
  }

  private HttpResponse<byte[]> commit(Exchange exchange, byte[] body) throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    Requests.check(Requests.fields(body));
    Commit commit = answers.granted(node.commit(exchange.context()));
    return answers.json(
        exchange,
        json -> {
          json.writeNumberField("term", commit.position().term());
          json.writeNumberField("index", commit.position().index());
          json.writeStringField("leader", valueOf(commit.leader()));
          json.writeNumberField(
              "millis", BigDecimal.valueOf(commit.nanos(), 6).setScale(3, RoundingMode.HALF_UP));
        });
  }

  @Post("/transfer-leader")
  CompletionStage<HttpResponse<byte[]>> transferLeader(HttpRequest<?> request) {
    return exchanges.withBody(
        request, (exchange, body) -> exchanges.blocking(exchange, e -> transferLeader(e, body)));
  }

  private HttpResponse<byte[]> transferLeader(Exchange exchange, byte[] body)
      throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    JsonFields fields = Requests.fields(body);
    Optional<String> to = fields.text("to");
    if (to.isPresent() && !NodeName.isValid(to.get())) {
      fields.fault("to", "is not the name of a node");
    }
    Requests.check(fields);
    Transfer transfer = answers.granted(node.transferLeadership(to.map(NodeName::new)));
    return answers.json(
        exchange,
        json -> {
          json.writeStringField("from", valueOf(transfer.from()));
          json.writeStringField("leader", transfer.leader().value());
        });
  }

  private static @Nullable String valueOf(@Nullable NodeName name) {
    return name == null ? null : name.value();
  }
}
