package io.tidemark.http.resource;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchanges;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code GET /metrics} and {@code GET /version}: this process, whatever its cluster does. */
@Controller(consumes = MediaType.ALL, produces = MediaType.ALL)
final class ProcessResource {

  /** The Prometheus text format, which every scraper reads. */
  private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Release release;
  private final Exchanges exchanges;
  private final Answers answers;

  ProcessResource(
      PrometheusMeterRegistry registry, Release release, Exchanges exchanges, Answers answers) {
    this.registry = registry;
    this.release = release;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  /** Gauges may take their time to look, so not on the event loop. */
  @Get("/metrics")
  CompletionStage<HttpResponse<byte[]>> metrics(HttpRequest<?> request) {
    return exchanges.blocking(
        request, exchange -> answers.text(exchange, EXPOSITION, registry.scrape(EXPOSITION)));
  }

  @Get("/version")
  HttpResponse<byte[]> version(HttpRequest<?> request) {
    return exchanges.now(
        request,
        exchange -> {
          answers.negotiated(exchange, List.of(Answers.JSON));
          return answers.json(
              exchange,
              json -> {
                json.writeStringField("version", release.version());
                json.writeStringField("build", release.build());
                json.writeStringField("java", Runtime.version().toString());
              });
        });
  }
}
