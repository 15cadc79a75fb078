package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves a high-water mark forward. */
@Command(
    name = "raise",
    description = "Move the high-water mark of a sequence forward; what lies below is not issued.",
    footer = {"", "Example:", "  tidemark namespace raise orders 5000"})
final class NamespaceRaiseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "The next value to be reserved.")
  private long to;

  @Option(
      names = "--period",
      paramLabel = "LABEL",
      description = "Whose mark, such as 2026-11-22; for a sequence with reset alone.")
  private @Nullable String period;

  @Override
  public Integer call() {
    ObjectNode body = new JsonMapper().createObjectNode().put("to", Long.toString(to));
    if (period != null) {
      body.put("period", period);
    }
    return Fields.print(
        spec,
        client,
        client.call(ApiCall.change("POST", NamespacePath.of(name) + "/raise", body.toString())));
  }
}
