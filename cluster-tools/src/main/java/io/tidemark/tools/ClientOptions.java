package io.tidemark.tools;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command that talks to a cluster takes. */
final class ClientOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--endpoints",
      paramLabel = "URL",
      split = ",",
      defaultValue =
          "${env:TIDEMARK_ENDPOINTS:-http://127.0.0.1:8080,http://127.0.0.1:8081,http://127.0.0.1:8082}",
      description =
          "HTTP addresses of nodes; any live one will do (also TIDEMARK_ENDPOINTS; default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> endpoints = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: the one that suits people).")
  private Output output = Output.TABLE;

  /** How a command prints what it found. */
  enum Output {
    TABLE,
    JSON,
    PLAIN;

    @Override
    public String toString() {
      return switch (this) {
        case TABLE -> "table";
        case JSON -> "json";
        case PLAIN -> "plain";
      };
    }
  }

  Output output() {
    return output;
  }

  /**
   * All endpoints, at least one, in the order in which they are tried.
   *
   * @throws ParameterException if an endpoint is not one
   */
  List<Endpoint> endpoints() {
    try {
      return endpoints.stream().map(Endpoint::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--endpoints or TIDEMARK_ENDPOINTS: " + e.getMessage(), e);
    }
  }

  /**
   * Makes a call.
   *
   * @throws ParameterException if an endpoint is not one
   */
  ApiResult call(ApiCall call) {
    return new ApiClient(endpoints()).call(call);
  }
}
