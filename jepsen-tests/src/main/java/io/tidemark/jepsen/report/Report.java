package io.tidemark.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Pages to read: one of each run, and one over all of them. */
public final class Report {
  private static final JsonMapper JSON = new JsonMapper();

  private Report() {}

  /**
   * Writes the pages of a run that has its {@code results.json}, and the index of all runs beside
   * it.
   *
   * @param store the folder of all runs
   * @param directory of this one, in it
   * @throws IllegalStateException if gnuplot is missing or fails
   */
  public static void write(Path store, Path directory) throws IOException {
    Spans spans = Spans.of(directory);
    JsonNode results = JSON.readTree(directory.resolve("results.json").toFile());
    String title = title(results);
    Files.writeString(
        directory.resolve("timeline.html"), Timeline.page(spans, title + ": timeline"));
    Plots.draw(spans, directory);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path scratch :
          files
              .filter(f -> f.toString().endsWith(".data") || f.toString().endsWith(".gnuplot"))
              .toList()) {
        Files.delete(scratch);
      }
    }
    Files.writeString(
        directory.resolve("index.html"), Page.of(title, runBody(results, spans, directory)));
    index(store);
  }

  private static String title(JsonNode results) {
    return "%s under %s"
        .formatted(results.path("workload").asText(), results.path("faults").asText());
  }

  private static String validity(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return "<span class='%s'>%s</span>".formatted(lower, lower);
  }

  private static String runBody(JsonNode results, Spans spans, Path directory) throws IOException {
    StringBuilder body = new StringBuilder();
    body.append(
        "<p>%s &middot; seed <code>%s</code> &middot; %.0f s &middot; %d faults &middot; %d calls</p>"
            .formatted(
                validity(results.path("valid").asBoolean() ? "valid" : "invalid"),
                results.path("seed").asText(),
                spans.seconds(),
                spans.faults().size(),
                spans.calls().size()));
    body.append("<table><tr><th>checker</th><th></th><th>figures</th></tr>");
    for (JsonNode checker : results.path("checkers")) {
      checker(body, checker);
    }
    body.append("</table>");
    for (String picture : List.of("latency-raw", "latency-quantiles", "rate")) {
      if (Files.exists(directory.resolve(picture + ".png"))) {
        body.append("<img src='%s.png' alt='%s'>".formatted(picture, picture));
      }
    }
    body.append(
        "<p><a href='timeline.html'>timeline</a> &middot; <a href='history.edn'>history.edn</a>"
            + " &middot; <a href='history.jsonl'>history.jsonl</a> &middot; <a"
            + " href='results.json'>results.json</a> &middot; <a href='logs/'>logs</a> &middot; <a"
            + " href='../index.html'>all runs</a></p>");
    return body.toString();
  }

  private static void checker(StringBuilder body, JsonNode checker) {
    body.append("<tr><td>%s</td><td>".formatted(checker.path("checker").asText()));
    body.append(validity(checker.path("validity").asText())).append("</td><td>");
    Map<String, JsonNode> figures = new TreeMap<>();
    checker.path("figures").properties().forEach(f -> figures.put(f.getKey(), f.getValue()));
    List<String> texts = new ArrayList<>();
    figures.forEach(
        (name, value) ->
            texts.add(
                "%s&nbsp;<code>%s</code>"
                    .formatted(
                        name,
                        value.isIntegralNumber()
                            ? "%,d".formatted(value.asLong())
                            : String.format(Locale.ROOT, "%.1f", value.asDouble()))));
    body.append(String.join(" &ensp; ", texts));
    if (!checker.path("violations").isEmpty()) {
      body.append("<ul class='violations'>");
      checker
          .path("violations")
          .forEach(v -> body.append("<li>%s</li>".formatted(Page.escaped(v.asText()))));
      body.append("</ul>");
    }
    body.append("</td></tr>");
  }

  /** The page over all runs of a folder, the latest first. */
  private static void index(Path store) throws IOException {
    StringBuilder rows = new StringBuilder();
    List<Path> runs;
    try (Stream<Path> all = Files.list(store)) {
      runs =
          all.filter(run -> Files.exists(run.resolve("results.json")))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path run : runs) {
      JsonNode results = JSON.readTree(run.resolve("results.json").toFile());
      long ids = 0;
      for (JsonNode checker : results.path("checkers")) {
        if (checker.path("checker").asText().equals("unique")) {
          ids = checker.path("figures").path("ids").asLong();
        }
      }
      rows.append(
          "<tr><td><a href='%s/index.html'>%s</a></td><td>%s</td><td>%s</td><td>%s</td><td class='number'>%,d</td><td><code>%s</code></td></tr>"
              .formatted(
                  run.getFileName(),
                  run.getFileName().toString().substring(0, 15),
                  results.path("workload").asText(),
                  results.path("faults").asText(),
                  validity(results.path("valid").asBoolean() ? "valid" : "invalid"),
                  ids,
                  results.path("seed").asText()));
    }
    Files.writeString(
        store.resolve("index.html"),
        Page.of(
            "Runs against real clusters",
            "<table><tr><th>when</th><th>workload</th><th>faults</th><th></th><th>IDs</th><th>seed</th></tr>"
                + rows
                + "</table>"));
  }
}
