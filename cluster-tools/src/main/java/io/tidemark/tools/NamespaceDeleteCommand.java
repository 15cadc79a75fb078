package io.tidemark.tools;

import java.io.Console;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(
      names = {"-y", "--yes"},
      description = "Don't ask.")
  private boolean yes;

  @Override
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits at a terminal.
  public Integer call() {
    if (!yes) {
      @Nullable Console console = System.console();
      if (console == null || !console.isTerminal()) {
        throw new ParameterException(
            spec.commandLine(), "there is nobody to ask whether to delete; give --yes");
      }
      String typed =
          console.readLine("Requests for %s will be refused. Type its name to delete it: ", name);
      if (!name.equals(typed)) {
        return Answers.fail(spec, Failure.of(ExitCode.FAILED, "nothing was deleted"));
      }
    }
    ApiCall call = ApiCall.change("DELETE", NamespacePath.of(name), null);
    if (generation != null) {
      call = call.withHeader("If-Match", "\"%d\"".formatted(generation));
    }
    return Fields.print(spec, client, client.call(call));
  }
}
