package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.json.JsonFields;
import io.tidemark.http.json.JsonWriting;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdRun;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.IssueRequest.Source;
import io.tidemark.node.service.NodeServices;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@code POST /generate}: hands out IDs. */
@Controller(consumes = MediaType.ALL, produces = MediaType.ALL)
final class GenerateResource {

  private static final List<String> OFFERS = List.of(Answers.JSON, Answers.PLAIN);
  private static final int ID_LENGTH_GUESS = 48;

  /** Another name for the default kind. */
  private static final String ALIAS_OF_UUID7 = "uuid";

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  GenerateResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  /** What is asked for, and how it shall be told. */
  private record Ask(IssueRequest request, boolean counted, String mediaType) {}

  @Post(uris = {"/generate", "/v1/generate"})
  CompletionStage<HttpResponse<byte[]>> generate(HttpRequest<?> request) {
    return exchanges.withBody(
        request,
        (exchange, body) -> {
          Ask ask = ask(exchange, body);
          Answer<List<String>> answer = node.tryIssue(ask.request());
          if (answer != null) {
            return CompletableFuture.completedFuture(told(exchange, ask, answer));
          }
          return exchanges.blocking(exchange, e -> told(e, ask, node.issue(ask.request())));
        });
  }

  private Ask ask(Exchange exchange, byte[] body) throws RefusedException {
    String mediaType = answers.negotiated(exchange, OFFERS);
    JsonFields fields = Requests.fields(body);
    boolean both = fields.has("namespace") && fields.has("format");
    Optional<NamespaceName> namespace = Requests.namespaceField(fields);
    Optional<Kind> kind = fields.text("format").flatMap(format -> kind(fields, format));
    if (both) {
      fields.fault("format", "can't be given together with namespace, whose rule has a kind");
    }
    OptionalLong count = fields.integer("count", 1, IssueRequest.COUNT_MAX);
    Requests.check(fields);
    Source source =
        kind.isPresent()
            ? new Source.OfKind(kind.get())
            : new Source.OfNamespace(namespace.orElse(NamespaceName.DEFAULT));
    return new Ask(
        new IssueRequest(exchange.tenant(), source, (int) count.orElse(1)),
        count.isPresent(),
        mediaType);
  }

  private static Optional<Kind> kind(JsonFields fields, String format) {
    Optional<Kind> named =
        format.equals(ALIAS_OF_UUID7)
            ? Optional.of(Kind.UUID7)
            : Requests.constant(Kind.class, format);
    Optional<Kind> kind = named.filter(Kind::isBuiltIn);
    if (kind.isEmpty()) {
      fields.fault(
          "format",
          named.isPresent()
              ? "must not be %s: such IDs come from a namespace of that kind".formatted(format)
              : "must be one of uuid (for uuid7), " + builtIn());
    }
    return kind;
  }

  private static String builtIn() {
    return Arrays.stream(Kind.values())
        .filter(Kind::isBuiltIn)
        .map(Requests::word)
        .collect(Collectors.joining(", "));
  }

  private HttpResponse<byte[]> told(Exchange exchange, Ask ask, Answer<List<String>> answer)
      throws RefusedException {
    List<String> ids =
        switch (answer) {
          case Answer.Granted<List<String>>(var granted) -> granted;
          // An ID that is burned is no harm, so the call may always be made again.
          case Answer.Denied<List<String>>(var problem) -> throw Refusal.of(problem).asException();
        };
    byte[] body = ask.mediaType().equals(Answers.PLAIN) ? lines(ids) : json(ids, ask.counted());
    return answers.bytes(exchange, HttpStatus.OK, ask.mediaType(), body);
  }

  private static byte[] json(List<String> ids, boolean counted) {
    return JsonWriting.object(
        ids.size() * ID_LENGTH_GUESS,
        json -> {
          if (!counted) {
            json.writeStringField("id", ids.getFirst());
            return;
          }
          json.writeArrayFieldStart("ids");
          for (String id : ids) {
            json.writeString(id);
          }
          json.writeEndArray();
          if (ids instanceof IdRun) {
            json.writeStringField("first", ids.getFirst());
            json.writeStringField("last", ids.getLast());
          }
        });
  }

  private static byte[] lines(List<String> ids) {
    StringBuilder lines = new StringBuilder(ids.size() * ID_LENGTH_GUESS);
    ids.forEach(id -> lines.append(id).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
