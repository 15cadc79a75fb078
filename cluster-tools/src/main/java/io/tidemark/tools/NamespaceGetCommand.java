package io.tidemark.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints one namespace. */
@Command(
    name = "get",
    description = "Print the rule of a namespace and how far it has been given away.",
    footer = {"", "Example:", "  tidemark namespace get orders"})
final class NamespaceGetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Override
  public Integer call() {
    return Fields.print(spec, client, client.call(ApiCall.get(NamespacePath.of(name))));
  }
}
