package io.tidemark.tools;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes a namespace. */
@Command(
    name = "delete",
    description = "Delete a namespace. Its marks stay: made again, it goes on above them.",
    footer = {"", "Example:", "  tidemark namespace delete orders --yes"})
final class NamespaceDeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Option(
      names = "--generation",
      paramLabel = "N",
      description = "Only if the namespace is at this generation; exit code 6 if not.")
  private @Nullable Long generation;

  @Mixin private Confirmation confirmation;

  @Override
  public Integer call() {
    if (!confirmation.given("Requests for %s will be refused.".formatted(name), name)) {
      return ExitCode.FAILED.code();
    }
    ApiCall call = ApiCall.change("DELETE", NamespacePath.of(name), null);
    if (generation != null) {
      call = call.withHeader("If-Match", "\"%d\"".formatted(generation));
    }
    return Fields.print(spec, client, client.call(call));
  }
}
