package io.tidemark.tools;

import io.tidemark.node.config.LoadedConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks settings as a node would. */
@Command(
    name = "validate",
    description =
        "Check the settings of a node as it would at its start. Exit code 2 if it would refuse"
            + " them, with every fault on a line of standard error.",
    footer = {"", "Example:", "  tidemark config validate --config /etc/tidemark/node.yaml"})
final class ConfigValidateCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  ConfigValidateCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    return switch (node.report(environment).loaded()) {
      case LoadedConfig.Refused(List<String> faults) ->
          Answers.fail(spec, new Failure(ExitCode.USAGE, faults));
      case LoadedConfig.Valid(var config, List<String> warnings) -> {
        warnings.forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        spec.commandLine().getErr().flush();
        Answers.print(
            spec,
            "valid: node %s, one of %d, data in %s"
                .formatted(config.name(), config.peers().size(), config.dataDir()));
        yield ExitCode.OK.code();
      }
    };
  }
}
