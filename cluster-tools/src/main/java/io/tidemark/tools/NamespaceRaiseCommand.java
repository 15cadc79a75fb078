package io.tidemark.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() {
    return Fields.print(
        spec,
        client,
        client.call(
            ApiCall.change("POST", NamespacePath.of(name) + "/raise", "{\"to\":\"" + to + "\"}")));
  }
}
