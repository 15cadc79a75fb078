package io.tidemark.tools;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands about a node's configuration, which need no node. */
@Command(
    name = "config",
    description = "Show or check what a node would be told, without starting it.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  tidemark config print --config node.yaml"})
final class ConfigCommand {
  private ConfigCommand() {}

  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new ConfigCommand())
        .addSubcommand(new ConfigPrintCommand(environment))
        .addSubcommand(new ConfigValidateCommand(environment));
  }
}
