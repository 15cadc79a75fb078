package io.tidemark.http.resource;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.Precondition;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.Preconditions;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Namespaces;
import io.tidemark.node.service.Namespaces.Change;
import io.tidemark.node.service.Namespaces.Consistency;
import io.tidemark.node.service.Namespaces.Listed;
import io.tidemark.node.service.Namespaces.Page;
import io.tidemark.node.service.Namespaces.Preview;
import io.tidemark.node.service.Namespaces.Raised;
import io.tidemark.node.service.NodeServices;
import io.tidemark.node.service.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/namespaces}: reads and changes ID rules. */
@Controller(value = "/v1/namespaces", consumes = MediaType.ALL, produces = MediaType.ALL)
final class NamespacesResource {

  private static final int LIMIT_DEFAULT = 100;
  private static final List<String> OFFERS = List.of(Answers.JSON);

  private final Namespaces node;
  private final Exchanges exchanges;
  private final Answers answers;

  NamespacesResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Get
  CompletionStage<HttpResponse<byte[]>> list(HttpRequest<?> request) {
    return exchanges.blocking(
        request,
        exchange -> {
          answers.negotiated(exchange, OFFERS);
          Consistency consistency = Requests.consistency(exchange);
          int limit = limit(exchange);
          Page page =
              answers.granted(
                  node.list(
                      exchange.tenant(), limit, exchange.parameter("page_token"), consistency));
          return answers.json(
              exchange,
              json -> {
                json.writeArrayFieldStart("namespaces");
                for (Listed listed : page.namespaces()) {
                  json.writeStartObject();
                  NamespaceWriting.write(json, listed);
                  json.writeEndObject();
                }
                json.writeEndArray();
                json.writeStringField("next_page_token", page.nextPageToken().orElse(null));
              });
        });
  }

  @Get("/{name}")
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<?> request, String name) {
    return exchanges.blocking(
        request,
        exchange -> {
          answers.negotiated(exchange, OFFERS);
          Consistency consistency = Requests.consistency(exchange);
          Listed listed =
              answers.granted(node.get(exchange.tenant(), Requests.namespace(name), consistency));
          return tagged(
              listed.namespace(),
              answers.json(exchange, json -> NamespaceWriting.write(json, listed)));
        });
  }

  @Put("/{name}")
  CompletionStage<HttpResponse<byte[]>> put(HttpRequest<?> request, String name) {
    return exchanges.withBody(
        request, (exchange, body) -> exchanges.blocking(exchange, e -> put(e, name, body)));
  }

  private HttpResponse<byte[]> put(Exchange exchange, String path, byte[] body)
      throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    NamespaceName name = Requests.namespace(path);
    NamespaceRule rule = RuleReading.rule(name, body);
    Precondition precondition = precondition(exchange, name);
    Change change = answers.granted(node.put(exchange.context(), name, rule, precondition));
    HttpStatus status = change.created() ? HttpStatus.CREATED : HttpStatus.OK;
    return tagged(
        change.namespace(),
        answers.json(
            exchange,
            status,
            json -> {
              NamespaceWriting.write(json, change.namespace());
              NamespaceWriting.writeForce(json, change);
            }));
  }

  @Delete("/{name}")
  CompletionStage<HttpResponse<byte[]>> delete(HttpRequest<?> request, String name) {
    return exchanges.blocking(
        request,
        exchange -> {
          answers.negotiated(exchange, OFFERS);
          NamespaceName namespace = Requests.namespace(name);
          Precondition precondition = precondition(exchange, namespace);
          Change change = answers.granted(node.delete(exchange.context(), namespace, precondition));
          return answers.json(
              exchange,
              json -> {
                json.writeStringField("name", namespace.value());
                json.writeBooleanField("deleted", true);
                NamespaceWriting.writeForce(json, change);
              });
        });
  }

  @Post("/{name}/raise")
  CompletionStage<HttpResponse<byte[]>> raise(HttpRequest<?> request, String name) {
    return exchanges.withBody(
        request, (exchange, body) -> exchanges.blocking(exchange, e -> raise(e, name, body)));
  }

  private HttpResponse<byte[]> raise(Exchange exchange, String path, byte[] body)
      throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    NamespaceName name = Requests.namespace(path);
    JsonFields fields = Requests.fields(body);
    if (!fields.has("to")) {
      fields.fault("to", "is required: the value that the mark shall rise to");
    }
    long to = fields.wideInteger("to", 0);
    if (to < 0) {
      fields.fault("to", "must not be negative");
    }
    Optional<String> period = fields.text("period");
    Requests.check(fields);
    Raised raised = answers.granted(node.raise(exchange.context(), name, period, to));
    return answers.json(
        exchange,
        json -> {
          json.writeStringField("name", name.value());
          if (period.isPresent()) {
            json.writeStringField("period", period.get());
          }
          NamespaceWriting.writeValue(json, "from", raised.from());
          NamespaceWriting.writeValue(json, "to", raised.to());
        });
  }

  /** A body with any field is a rule to go by; an empty one asks for the namespace's own. */
  @Post("/{name}/preview")
  CompletionStage<HttpResponse<byte[]>> preview(HttpRequest<?> request, String name) {
    return exchanges.withBody(
        request, (exchange, body) -> exchanges.blocking(exchange, e -> preview(e, name, body)));
  }

  private HttpResponse<byte[]> preview(Exchange exchange, String path, byte[] body)
      throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    NamespaceName name = Requests.namespace(path);
    JsonFields fields = Requests.fields(body);
    Optional<NamespaceRule> rule =
        fields.isEmpty() ? Optional.empty() : Optional.of(RuleReading.rule(name, fields));
    Requests.check(fields);
    Preview preview = answers.granted(node.preview(exchange.tenant(), name, rule));
    return answers.json(
        exchange,
        json -> {
          json.writeStringField("name", name.value());
          json.writeStringField("period", preview.period().orElse(null));
          json.writeArrayFieldStart("examples");
          for (String example : preview.examples()) {
            json.writeString(example);
          }
          json.writeEndArray();
        });
  }

  private static int limit(Exchange exchange) throws RefusedException {
    String text = exchange.parameter("limit").orElse(String.valueOf(LIMIT_DEFAULT));
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > Namespaces.PAGE_MAX) {
      throw Refusal.invalid(
              "limit", "must be an integer from 1 to %d".formatted(Namespaces.PAGE_MAX))
          .asException();
    }
    return limit;
  }

  /**
   * The condition of a change. Of several generations that would do, the one that the namespace is
   * at is named, so that the change is still decided by a compare-and-set: if the namespace changes
   * after it was read here, the change is refused.
   */
  private Precondition precondition(Exchange exchange, NamespaceName name) throws RefusedException {
    HttpHeaders headers = exchange.request().getHeaders();
    Preconditions asked =
        Preconditions.parse(
            headers.getAll(HttpHeaders.IF_MATCH), headers.getAll(HttpHeaders.IF_NONE_MATCH));
    return switch (asked) {
      case Preconditions.One(Precondition precondition) -> precondition;
      case Preconditions.OneOf(var generations) -> {
        long generation = generation(exchange, name);
        if (!generations.contains(generation)) {
          throw Preconditions.unmet(
              "namespace %s is at generation %d, not at one of %s"
                  .formatted(name, generation, generations));
        }
        yield new Precondition.AtGeneration(generation);
      }
    };
  }

  private long generation(Exchange exchange, NamespaceName name) throws RefusedException {
    Answer<Listed> answer = node.get(exchange.tenant(), name, Consistency.LINEARIZABLE);
    return switch (answer) {
      case Answer.Granted<Listed>(Listed listed) -> listed.namespace().generation();
      case Answer.Denied<Listed>(Problem problem)
          when problem.code() == Problem.Code.NAMESPACE_NOT_FOUND ->
          throw Preconditions.unmet("namespace %s does not exist".formatted(name));
      case Answer.Denied<Listed>(Problem problem) -> throw Refusal.of(problem).asException();
    };
  }

  private static HttpResponse<byte[]> tagged(
      NamespaceRecord namespace, MutableHttpResponse<byte[]> response) {
    return response.header(HttpHeaders.ETAG, "\"" + namespace.generation() + "\"");
  }
}
