package io.tidemark.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.tidemark.core.IdRange;
import io.tidemark.core.NamespaceName;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchange;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.service.Decoding.Origin;
import io.tidemark.node.service.Decoding.Printed;
import io.tidemark.node.service.Decoding.Reading;
import io.tidemark.node.service.NodeServices;
import io.tidemark.node.service.Problem;
import io.tidemark.template.PrintedId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/ids}: says what an ID tells. */
@Controller(value = "/v1/ids", consumes = MediaType.ALL, produces = MediaType.ALL)
final class IdsResource {

  /** No ID of any kind is longer. */
  private static final int ID_LENGTH_MAX = 256;

  private static final List<String> OFFERS = List.of(Answers.JSON);

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  IdsResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Get("/{id}")
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<?> request, String id) {
    return exchanges.blocking(
        request, exchange -> decoded(exchange, id, Requests.namespaceParameter(exchange)));
  }

  @Post("/decode")
  CompletionStage<HttpResponse<byte[]>> decode(HttpRequest<?> request) {
    return exchanges.withBody(
        request,
        (exchange, body) -> {
          JsonFields fields = Requests.fields(body);
          String id = fields.text("id").orElse("");
          if (id.isEmpty()) {
            fields.fault("id", "is required: the ID to decode");
          }
          Optional<NamespaceName> namespace = Requests.namespaceField(fields);
          Requests.check(fields);
          return exchanges.blocking(exchange, e -> decoded(e, id, namespace));
        });
  }

  private HttpResponse<byte[]> decoded(
      Exchange exchange, String id, Optional<NamespaceName> namespace) throws RefusedException {
    answers.negotiated(exchange, OFFERS);
    if (id.length() > ID_LENGTH_MAX) {
      String detail = "the ID has more than %d characters, so it is none".formatted(ID_LENGTH_MAX);
      throw Refusal.of(Problem.refused(Problem.Code.ID_INVALID, detail)).asException();
    }
    List<Reading> readings = answers.granted(node.decode(exchange.tenant(), id, namespace));
    return answers.json(
        exchange,
        json -> {
          json.writeStringField("id", id);
          json.writeBooleanField("ambiguous", readings.size() > 1);
          if (readings.size() == 1) {
            write(json, readings.getFirst());
          } else {
            json.writeArrayFieldStart("candidates");
            for (Reading reading : readings) {
              json.writeStartObject();
              write(json, reading);
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }

  /** What a kind does not carry, or the registry does not know, is left out. */
  private static void write(JsonGenerator json, Reading reading) throws IOException {
    json.writeStringField("kind", Requests.word(reading.kind()));
    switch (reading) {
      case Reading.Stamped stamped -> write(json, stamped);
      case Reading.Snowflake snowflake -> {
        json.writeStringField("time", snowflake.time().toString());
        json.writeNumberField("worker", snowflake.worker());
        json.writeNumberField("counter", snowflake.counter());
      }
      case Reading.Random _ -> {}
      case Reading.Value value -> write(json, value);
    }
  }

  private static void write(JsonGenerator json, Reading.Stamped stamped) throws IOException {
    if (stamped.prefix().isPresent()) {
      json.writeStringField("prefix", stamped.prefix().get());
    }
    json.writeStringField("time", stamped.time().toString());
    json.writeNumberField("incarnation", stamped.incarnation().value());
    json.writeNumberField("counter", stamped.counter());
    if (stamped.node().isPresent()) {
      json.writeStringField("node", stamped.node().get().value());
    }
  }

  private static void write(JsonGenerator json, Reading.Value value) throws IOException {
    NamespaceWriting.writeValue(json, "value", value.value());
    if (value.origin().isPresent()) {
      write(json, value.origin().get());
    }
    if (value.printed().isPresent()) {
      write(json, value.printed().get());
    }
  }

  private static void write(JsonGenerator json, Origin origin) throws IOException {
    IdRange range = origin.range();
    json.writeObjectFieldStart("range");
    NamespaceWriting.writeValue(json, "first", range.first());
    NamespaceWriting.writeValue(json, "end", range.end());
    NamespaceWriting.writeValue(json, "step", range.step());
    json.writeEndObject();
    json.writeStringField("reserved_at", origin.reserved().toString());
    json.writeNumberField("incarnation", origin.incarnation().value());
    if (origin.node().isPresent()) {
      json.writeStringField("node", origin.node().get().value());
    }
  }

  private static void write(JsonGenerator json, Printed printed) throws IOException {
    json.writeStringField("namespace", printed.namespace().value());
    PrintedId id = printed.id();
    if (id.period().isPresent()) {
      json.writeStringField("period", id.period().get().label());
    }
    if (id.check() != PrintedId.Check.ABSENT) {
      json.writeStringField("check", Requests.word(id.check()));
    }
    if (id.node().isPresent()) {
      json.writeStringField("printed_node", id.node().get());
    }
    if (id.epoch().isPresent()) {
      json.writeNumberField("epoch", id.epoch().getAsLong());
    }
  }
}
