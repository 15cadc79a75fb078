package io.tidemark.tools;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what coming IDs look like. */
@Command(
    name = "preview",
    description = {
      "Print what the coming IDs of a sequence look like; nothing is reserved.",
      "With fields, by that rule instead of the namespace's own, which need not exist."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark namespace preview orders",
      "  tidemark namespace preview new kind=sequence reset=daily"
          + " 'template={date:yyyyMMdd}-{seq:6}'"
    })
final class NamespacePreviewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FIELD=TEXT",
      description = "A field of a rule to go by; FIELD:=JSON for what is no text.")
  private List<String> fields = List.of();

  @Override
  public Integer call() {
    try {
      return Fields.print(
          spec,
          client,
          client.call(
              new ApiCall(
                  "POST",
                  NamespacePath.of(name) + "/preview",
                  RuleFields.json(fields),
                  "application/json",
                  true)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
