package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a call did not yield what was asked for.
 *
 * @param lines for standard error
 */
record Failure(ExitCode exitCode, List<String> lines) {

  Failure {
    lines = List.copyOf(lines);
  }

  static Failure of(ExitCode exitCode, String line) {
    return new Failure(exitCode, List.of(line));
  }

  static Failure of(ApiResult.Unreachable unreachable) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "no endpoint answered; is the cluster running? Set --endpoints or TIDEMARK_ENDPOINTS");
    unreachable.reasons().forEach(reason -> lines.add("  " + reason));
    return new Failure(ExitCode.UNREACHABLE, lines);
  }

  static Failure of(ApiResult.Unknown unknown) {
    return new Failure(
        ExitCode.OUTCOME_UNKNOWN,
        List.of(
            "it is not known whether this took effect; look before you repeat it",
            "  " + unknown.reason()));
  }

  /** Reads the problem (RFC 9457) of an answer that is not a success. */
  static Failure of(ApiResult.Answered answered) {
    JsonNode problem = json(answered);
    String code = problem.path("code").asText("");
    String said = problem.path("detail").asText(problem.path("title").asText(""));
    List<String> lines = new ArrayList<>();
    lines.add(said.isEmpty() ? "the node answered with status " + answered.status() : said);
    for (JsonNode fault : problem.path("errors")) {
      lines.add("  %s: %s".formatted(fault.path("field").asText(), fault.path("detail").asText()));
    }
    lines.add(
        "  %s answered %d %s, request id %s"
            .formatted(
                answered.endpoint(),
                answered.status(),
                code,
                problem.path("request_id").asText("unknown")));
    boolean unknown = problem.path("outcome").asText("").equals("unknown");
    return new Failure(unknown ? ExitCode.OUTCOME_UNKNOWN : exitCode(answered.status()), lines);
  }

  /** Whether the answer is a problem that says so. */
  static boolean nothingHappened(ApiResult.Answered answered) {
    return json(answered).path("outcome").asText("").equals("refused");
  }

  private static ExitCode exitCode(int status) {
    return switch (status) {
      case 401, 403 -> ExitCode.NOT_ALLOWED;
      case 409, 412 -> ExitCode.CONFLICT;
      case 503 -> ExitCode.UNHEALTHY;
      default -> ExitCode.FAILED;
    };
  }

  /** Missing if the body is not JSON: something between us and the node answered. */
  private static JsonNode json(ApiResult.Answered answered) {
    JsonMapper mapper = new JsonMapper();
    try {
      return mapper.readTree(answered.text());
    } catch (JsonProcessingException e) {
      return mapper.missingNode();
    }
  }
}
