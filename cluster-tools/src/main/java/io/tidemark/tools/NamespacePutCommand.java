package io.tidemark.tools;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates a namespace or changes its rule. */
@Command(
    name = "put",
    description = "Create a namespace, or replace its rule by the fields that are given.",
    footer = {
      "",
      "A field that is not given takes its default. Fields that decide printed IDs are frozen once",
      "IDs may have been issued.",
      "",
      "Examples:",
      "  tidemark namespace put orders kind=sequence start=1000",
      "  tidemark namespace put users kind=typeid prefix=user",
      "  tidemark namespace put tweets kind=snowflake layout:='{\"preset\":\"twitter\"}'",
      "  tidemark namespace put tickets kind=ulid description='support tickets'"
          + " labels:='{\"team\":\"a\"}'",
      "  tidemark namespace put orders kind=sequence start=1000 max=9999 --generation 1"
    })
final class NamespacePutCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(
      index = "1..*",
      paramLabel = "FIELD",
      description = "FIELD=TEXT, or FIELD:=JSON for what is not a text.")
  private List<String> fields = List.of();

  @ArgGroup private @Nullable Condition condition;

  /** What must hold, or nothing is changed. */
  private static final class Condition {
    @Option(
        names = "--create-only",
        description = "Only if the namespace does not exist; exit code 6 if it does.")
    private boolean createOnly;

    @Option(
        names = "--generation",
        paramLabel = "N",
        description = "Only if the namespace is at this generation; exit code 6 if not.")
    private @Nullable Long generation;
  }

  @Override
  public Integer call() {
    String rule;
    try {
      rule = RuleFields.json(fields);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    ApiCall call = ApiCall.change("PUT", NamespacePath.of(name), rule);
    Condition asked = condition;
    if (asked != null && asked.generation != null) {
      call = call.withHeader("If-Match", "\"%d\"".formatted(asked.generation));
    } else if (asked != null && asked.createOnly) {
      call = call.withHeader("If-None-Match", "*");
    }
    return Fields.print(spec, client, client.call(call));
  }
}
