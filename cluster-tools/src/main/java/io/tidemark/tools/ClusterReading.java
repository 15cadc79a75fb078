package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.tools.Finding.Level;
import io.tidemark.tools.Finding.Measure;
import io.tidemark.tools.Finding.Thresholds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The members of a cluster as one node tells of them, for a check. */
record ClusterReading(JsonNode cluster) {

  /** Reads the cluster through any endpoint and judges it; without an answer nothing is known. */
  static Finding judged(
      String check, ClientOptions client, Function<ClusterReading, Finding> judge) {
    ApiResult result = client.call(ApiCall.get("/v1/cluster"));
    return switch (result) {
      case ApiResult.Answered answered when answered.succeeded() -> {
        try {
          yield judge.apply(new ClusterReading(new JsonMapper().readTree(answered.text())));
        } catch (JsonProcessingException e) {
          yield Finding.unknown(check, answered.endpoint() + " did not answer JSON");
        }
      }
      case ApiResult.Answered answered ->
          Finding.unknown(check, Failure.of(answered).lines().getFirst());
      case ApiResult.Unreachable unreachable ->
          Finding.unknown(
              check, "no endpoint answered: " + String.join("; ", unreachable.reasons()));
      case ApiResult.Unknown unknown -> Finding.unknown(check, unknown.reason());
    };
  }

  /**
   * One number of every member; -1 or less where it is not told.
   *
   * @param label of the measure: the member's name with a suffix, or without
   */
  record Told(String label, String unit, ToDoubleFunction<JsonNode> number) {}

  /**
   * Judges numbers of every member by the same thresholds. A member that does not tell them is
   * worth a warning: nobody knows how it is.
   *
   * @param summary of the worst measure
   */
  Finding each(
      String check, Thresholds thresholds, List<Told> numbers, Function<Measure, String> summary) {
    return each(check, thresholds, numbers, List.of(), summary);
  }

  /**
   * @param common measures of the cluster as a whole
   */
  Finding each(
      String check,
      Thresholds thresholds,
      List<Told> numbers,
      List<Measure> common,
      Function<Measure, String> summary) {
    List<Measure> measures = new ArrayList<>(common);
    List<String> silent = new ArrayList<>();
    for (JsonNode member : cluster.path("members")) {
      String name = member.path("name").asText();
      for (Told told : numbers) {
        OptionalDouble value = known(told.number().applyAsDouble(member));
        if (value.isPresent()) {
          measures.add(
              new Measure(name + told.label(), value.getAsDouble(), told.unit(), thresholds));
        } else if (!silent.contains(name)) {
          silent.add(name);
        }
      }
    }
    return judged(check, measures, silent, summary);
  }

  private static Finding judged(
      String check,
      List<Measure> measures,
      List<String> silent,
      Function<Measure, String> summary) {
    Optional<Measure> worst = measures.stream().max(Comparator.comparingDouble(Measure::value));
    if (worst.isEmpty()) {
      return Finding.unknown(check, "no member tells");
    }
    Level level =
        worst
            .get()
            .thresholds()
            .of(worst.get().value())
            .or(silent.isEmpty() ? Level.OK : Level.WARNING);
    String missing = silent.isEmpty() ? "" : "; nothing known of " + String.join(", ", silent);
    return new Finding(check, level, summary.apply(worst.get()) + missing, measures);
  }

  private static OptionalDouble known(double value) {
    return value >= 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** A number of a member; -1 if it is not there. */
  static double number(JsonNode member, String field) {
    return member.path(field).asDouble(-1);
  }
}
