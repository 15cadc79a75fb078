package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchanges;
import io.tidemark.node.service.ClusterObservation.Check;
import io.tidemark.node.service.ClusterObservation.Health;
import io.tidemark.node.service.NodeServices;
import java.util.function.Predicate;

/** {@code GET /health}: JSON whatever the prober accepts, and a status that says it all. */
@Controller(value = "/health", consumes = MediaType.ALL, produces = MediaType.ALL)
final class HealthResource {

  private final NodeServices node;
  private final Exchanges exchanges;
  private final Answers answers;

  HealthResource(NodeServices node, Exchanges exchanges, Answers answers) {
    this.node = node;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Get
  HttpResponse<byte[]> health(HttpRequest<?> request) {
    return told(request, health -> health.live() && health.ready());
  }

  @Get("/liveness")
  HttpResponse<byte[]> liveness(HttpRequest<?> request) {
    return told(request, Health::live);
  }

  @Get("/readiness")
  HttpResponse<byte[]> readiness(HttpRequest<?> request) {
    return told(request, Health::ready);
  }

  private HttpResponse<byte[]> told(HttpRequest<?> request, Predicate<Health> isUp) {
    return exchanges.now(
        request,
        exchange -> {
          Health health = node.health();
          boolean up = isUp.test(health);
          return answers.json(
              exchange,
              up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
              json -> {
                json.writeStringField("status", up ? "up" : "down");
                json.writeStringField("node", node.self().value());
                json.writeBooleanField("live", health.live());
                json.writeBooleanField("ready", health.ready());
                json.writeArrayFieldStart("checks");
                for (Check check : health.checks()) {
                  json.writeStartObject();
                  json.writeStringField("name", check.name());
                  json.writeBooleanField("ok", check.ok());
                  json.writeStringField("detail", check.detail());
                  json.writeEndObject();
                }
                json.writeEndArray();
              });
        });
  }
}
