package io.tidemark.tools;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.tools.ClientOptions.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints fresh IDs. */
@Command(
    name = "generate",
    description = "Print fresh IDs, one a line.",
    footer = {
      "",
      "Examples:",
      "  tidemark generate",
      "  tidemark generate -n 1000 --format ulid",
      "  tidemark generate --namespace orders -o json"
    })
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      description = "How many, 1 to " + IssueRequest.COUNT_MAX + " (default: 1).")
  private @Nullable Integer count;

  @Option(names = "--namespace", paramLabel = "NAME", description = "By this namespace's rule.")
  private @Nullable String namespace;

  @Option(
      names = "--format",
      paramLabel = "KIND",
      description =
          "A kind instead of a namespace: uuid7, uuid4, ulid, snowflake, snowflake53, ksuid, nanoid"
              + " or objectid (default: namespace 'default').")
  private @Nullable String format;

  @Override
  public Integer call() {
    Integer asked = count;
    if (asked != null && (asked < 1 || asked > IssueRequest.COUNT_MAX)) {
      throw new ParameterException(
          spec.commandLine(),
          "-n %d is not within 1 to %d".formatted(asked, IssueRequest.COUNT_MAX));
    }
    if (namespace != null && format != null) {
      throw new ParameterException(
          spec.commandLine(), "--namespace and --format exclude each other: give one");
    }
    boolean json = client.output() == Output.JSON;
    // A repeated call burns IDs, which does no harm.
    return Answers.print(
        spec,
        client.call(
            new ApiCall(
                "POST", "/v1/generate", body(), json ? "application/json" : "text/plain", true)));
  }

  private String body() {
    List<String> fields = new ArrayList<>();
    if (namespace != null) {
      fields.add("\"namespace\":" + quoted(namespace));
    }
    if (format != null) {
      fields.add("\"format\":" + quoted(format));
    }
    if (count != null) {
      fields.add("\"count\":" + count);
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
