package io.tidemark.http.resource;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Exchanges;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code GET /v1/cluster/debug/...}: this process, for whoever looks for a fault. */
@Controller(value = "/v1/cluster/debug", consumes = MediaType.ALL, produces = MediaType.ALL)
final class DebugResource {

  private static final String TEXT = "text/plain; charset=utf-8";

  private final Diagnostics diagnostics;
  private final Exchanges exchanges;
  private final Answers answers;

  DebugResource(Diagnostics diagnostics, Exchanges exchanges, Answers answers) {
    this.diagnostics = diagnostics;
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Get("/config")
  HttpResponse<byte[]> configuration(HttpRequest<?> request) {
    return exchanges.now(
        request,
        exchange -> {
          answers.negotiated(exchange, List.of(Answers.JSON));
          return answers.json(
              exchange,
              json -> {
                for (Map.Entry<String, String> setting : diagnostics.configuration().entrySet()) {
                  json.writeStringField(setting.getKey(), setting.getValue());
                }
              });
        });
  }

  /** It stops all threads for a moment, so not on the event loop. */
  @Get("/threads")
  CompletionStage<HttpResponse<byte[]>> threads(HttpRequest<?> request) {
    return exchanges.blocking(
        request,
        exchange -> {
          answers.negotiated(exchange, List.of(Answers.PLAIN));
          return answers.text(exchange, TEXT, diagnostics.threads());
        });
  }

  @Get("/log")
  CompletionStage<HttpResponse<byte[]>> log(HttpRequest<?> request) {
    return exchanges.blocking(
        request,
        exchange -> {
          answers.negotiated(exchange, List.of(Answers.PLAIN));
          return answers.text(exchange, TEXT, diagnostics.log());
        });
  }
}
